/** The fields over the list: a text with results as you type and places to go to, "near me", and days. */

import { ask, fill, isAbort, withQuery } from "./address.js";

const PAUSE_MS = 150;
/** To about a kilometre: more of where a reader is goes into no address, and to no server. */
const roughly = (degrees) => Math.round(degrees * 100) / 100;

export class Search {
  /**
   * `typed(text)` filters by a text; `go({name, lat, lon, zoom, own})` flies there; `say(sentence)` shows a notice;
   * `filters()` are the other filters: what is near a postcode is near by them.
   */
  constructor({ form, data, towns, typed, go, say, filters }) {
    Object.assign(this, { form, data, towns, typed, go, say, filters });
    this.input = form.querySelector("#q");
    this.offers = [];
    this.chosen = -1;
    this.makeList();
    this.input.addEventListener("input", () => this.type());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.offer([]), 150));
    form.addEventListener("submit", (event) => this.submit(event));
    this.nearMe(form.querySelector("#near-me"));
  }

  makeList() {
    this.list = document.createElement("ul");
    this.list.id = "place-list";
    this.list.className = "place-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.data.words.places);
    this.list.hidden = true;
    this.input.closest(".search").append(this.list);
    const says = { expanded: "false", controls: "place-list", autocomplete: "list" };
    for (const [name, value] of Object.entries(says)) this.input.setAttribute(`aria-${name}`, value);
    this.input.setAttribute("role", "combobox");
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the keyboard
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(this.offers[Number(option.dataset.index)]);
    });
  }

  /** What was typed before there was anything to hear it. */
  catchUp() {
    if (this.input.value !== this.input.defaultValue) this.type();
  }

  set(text) {
    if (document.activeElement !== this.input) this.input.value = text;
  }

  type() {
    this.choose(-1); // it was chosen for another text
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE_MS);
  }

  /** A key is for the offers of the whole text: were they to come after it, what it chose or closed would be undone. */
  hurry() {
    if (!this.pause) return;
    clearTimeout(this.pause);
    this.ask();
  }

  async ask() {
    this.pause = null;
    const text = this.input.value.trim();
    const code = postcodeOf(text);
    if (!code) this.typed(text);
    this.offer(text ? townsLike(text, this.towns, this.data.lang) : []);
    if (code) {
      const place = await this.postcode(code);
      if (this.input.value.trim() !== text || place === undefined) return;
      if (place) this.offer([place]);
      else this.typed(text);
    }
  }

  /** Promises its place, null where nobody knows it, and undefined where there was no answer (said here, or asked anew). */
  async postcode(code) {
    try {
      const asked = { q: code, lang: this.data.lang };
      const { results } = await ask("place", withQuery(this.data.places, this.filters(), asked));
      return results[0] ?? null;
    } catch (error) {
      if (!isAbort(error)) this.say(this.data.words.failed);
      return undefined;
    }
  }

  offer(places) {
    this.offers = places;
    this.choose(-1);
    this.list.hidden = places.length === 0;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
    this.list.replaceChildren(...places.map((place, index) => this.option(place, index)));
  }

  option(place, index) {
    const option = document.createElement("li");
    option.id = `place-${index}`;
    option.dataset.index = String(index);
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = fill(this.data.words.near, { place: place.name });
    if (place.also) {
      const also = document.createElement("span");
      also.className = "also";
      also.lang = this.data.lang === "cy" ? "en" : "cy";
      also.textContent = place.also;
      option.append(" ", also);
    }
    return option;
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index >= 0) this.input.setAttribute("aria-activedescendant", `place-${index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const had = this.offers.length;
    if (step || event.key === "Escape") this.hurry();
    const count = this.offers.length;
    if (step && count) {
      event.preventDefault();
      const next = this.chosen + step;
      this.choose(next < -1 ? count - 1 : next >= count ? -1 : next);
    } else if (event.key === "Escape") {
      // Browsers would empty the field with the first press.
      if (had || count || this.input.value) event.preventDefault();
      if (had || count) this.offer([]);
      else if (this.input.value) {
        this.input.value = "";
        this.type();
      }
    }
  }

  async submit(event) {
    event.preventDefault();
    clearTimeout(this.pause);
    this.pause = null;
    const text = this.input.value.trim();
    const code = postcodeOf(text);
    if (this.chosen >= 0) return this.take(this.offers[this.chosen]);
    if (!code) {
      const town = townNamed(text, this.towns, this.data.lang);
      if (town) return this.take(town);
      this.offer([]);
      return this.typed(text);
    }
    const place = await this.postcode(code);
    if (place) this.take(place);
    else if (place === null) {
      this.typed(text);
      this.say(fill(this.data.words.unknown_postcode, { code }));
    }
    return undefined;
  }

  take(place) {
    this.offer([]);
    this.input.value = "";
    this.typed("");
    this.go(place);
  }

  nearMe(button) {
    if (!button || !("geolocation" in navigator)) return;
    const { words } = this.data;
    button.hidden = false;
    button.setAttribute("aria-label", button.textContent.trim()); // a phone shows the symbol alone
    button.addEventListener("click", () => {
      button.setAttribute("aria-busy", "true");
      const done = () => button.removeAttribute("aria-busy");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          done();
          const own = { lat: coords.latitude, lon: coords.longitude };
          this.go({ name: words.you, lat: roughly(own.lat), lon: roughly(own.lon), zoom: 10.5, own });
        },
        ({ code }) => {
          done();
          this.say(code === 1 ? words.no_permission : words.no_position);
        },
        { timeout: 10_000, maximumAge: 300_000 },
      );
    });
  }
}

/** Says again what was ticked or picked before there was anything to hear it. By a person: no browser fills the form. */
export function catchUp(form) {
  for (const field of form.elements) if (isTouched(field)) field.dispatchEvent(new Event("change", { bubbles: true }));
}

function isTouched({ type, options, selectedIndex, checked, defaultChecked, value, defaultValue }) {
  if (type === "checkbox") return checked !== defaultChecked;
  if (type === "date") return value !== defaultValue;
  return options && selectedIndex !== Math.max(0, [...options].map((one) => one.defaultSelected).lastIndexOf(true));
}

// --- What a text may mean ---

const MOST = 5;
const POSTCODE = /^([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})?$/i;

/** Without accents and case; every apostrophe and hyphen alike. */
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[-‐‑–]/g, " ")
    .toLowerCase()
    .trim();

/** "CF10 5NB", "CF10", or null when a text has no postcode's shape. */
export function postcodeOf(text) {
  const found = POSTCODE.exec(text.trim());
  if (!found) return null;
  return [found[1], found[2]].filter(Boolean).join(" ").toUpperCase();
}

// What a Welsh mutation makes of a name's first letters, and what they were.
const MUTATED = [
  ["ngh", "c"], ["mh", "p"], ["nh", "t"], ["ng", "g"], ["m", "b"], ["n", "d"],
  ["ch", "c"], ["ph", "p"], ["th", "t"],
  ["dd", "d"], ["g", "c"], ["b", "p"], ["d", "t"], ["f", "b"], ["f", "m"], ["l", "ll"], ["r", "rh"], ["", "g"],
]; // prettier-ignore

/** All that a folded beginning of a name may be a mutation of: "nghaer" may be of "caer". */
export const radicals = (start) =>
  MUTATED.filter(([changed]) => start.startsWith(changed)).map(([changed, plain]) => plain + start.slice(changed.length));

/**
 * Up to five towns of `towns` ([lat, lon, rank, en, cy]) whose name in either language starts with the text; if there
 * is none, those of which it may be the mutated beginning.
 */
export function townsLike(text, towns, lang) {
  const start = fold(text);
  if (start.length < 2) return [];
  const found = townsFrom([start], towns, lang);
  return found.length || start.length < 4 ? found : townsFrom(radicals(start), towns, lang);
}

/** The largest town that is called just that in either language. */
export function townNamed(text, towns, lang) {
  const called = towns.filter((town) => town[2] >= 0 && [town[3], town[4]].some((name) => name && fold(name) === fold(text)));
  return townsFrom([fold(text)], called, lang)[0] ?? null;
}

function townsFrom(starts, towns, lang) {
  const own = lang === "cy" ? 4 : 3;
  const found = [];
  for (const town of towns) {
    const names = [fold(town[3]), fold(town[4])];
    if (town[2] < 0 || !starts.some((start) => names.some((name) => name.startsWith(start)))) continue;
    const other = town[7 - own];
    const name = town[own] || other;
    found.push({ kind: "town", name, also: other === name ? "" : other, lat: town[0], lon: town[1], zoom: 11 });
    if (found.length === MOST) break;
  }
  return found;
}

// --- Days ---

// The address may have coarser dates than a field, such as 2026-05; a season (2026-21) is no month.
const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?[?~%]?$/;

/** The first day that a date of an address may mean, as a field takes it; empty where only the server can tell. */
export function firstDay(text) {
  const found = DATE.exec(text);
  return found ? [found[1], found[2] ?? "01", found[3] ?? "01"].join("-") : "";
}

/** The last. */
export function lastDay(text) {
  const found = DATE.exec(text);
  if (!found) return "";
  const [, year, month = "12", day] = found;
  const end = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return [year, month, day ?? String(end).padStart(2, "0")].join("-");
}

export class Dates {
  /** Two days and the links beside them. `box` is the filter, null where nothing has a date; `changed()`: a link in it was used. */
  constructor(box, changed) {
    this.box = box;
    if (!box) return;
    [this.from, this.to] = box.querySelectorAll("input");
    this.summary = box.querySelector("summary");
    this.any = box.querySelector("a[data-from='']");
    box.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-from]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const { from, to } = link.dataset;
      this.set({ since: from, until: to });
      this.typed = { since: from, until: to };
      changed();
      if (link.hidden) this.summary.focus();
    });
  }

  /** The dates as the address has them; those of `before` where no day was changed since. */
  get(before) {
    if (!this.box) return { since: before.since, until: before.until };
    const { since, until } = this.typed ?? before;
    this.typed = null;
    const found = {
      since: firstDay(since) === this.from.value ? since : this.from.value,
      until: lastDay(until) === this.to.value ? until : this.to.value,
    };
    this.tell(found);
    return found;
  }

  set({ since, until }) {
    if (!this.box) return;
    this.from.value = firstDay(since);
    this.to.value = lastDay(until);
    this.tell({ since, until });
  }

  tell({ since, until }) {
    this.any.hidden = !since && !until;
  }

  /** The time that is shown, in words; nothing for any. */
  say(words) {
    if (this.box) this.summary.textContent = words || this.box.dataset.any;
  }
}

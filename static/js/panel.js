/** Beside the map: the list in step with it, the key that is the filter, the sheet they are on phones. */

import { askPage, boxText, isAbort, withQuery } from "./address.js";
import { grouped } from "./geometry.js";

const CLICK_MS = 300; // a finger's click comes so long after it was lifted, if one comes

export class List {
  /**
   * `changed(results)` is called with the new #results; `hover({id, lat, lon})` (or null) and
   * `choose({id, lat, lon, focus, from})` with a row's entry;
   * `reveal(layers)` with the keys of hidden layers that hold what was asked for; `byName()`: the nearest first no more.
   */
  constructor({ panel, page, words, changed, hover, choose, reveal, byName }) {
    Object.assign(this, { panel, page, words, changed, hover, choose, reveal, byName });
    this.status = liveRegion();
    this.letGo = null; // while a row is pressed: a promise
    panel.addEventListener("pointerdown", (event) => event.button === 0 && event.target.closest("a, button") && this.press());
    panel.addEventListener("click", (event) => this.click(event));
    panel.addEventListener("pointerover", (event) => this.point(event));
    panel.addEventListener("pointerleave", () => hover(null));
    panel.addEventListener("focusin", (event) => this.point(event));
    panel.addEventListener("focusout", () => hover(null));
  }

  get results() {
    return this.panel.querySelector("#results");
  }

  /** Counts of the entries in the list's view by filter and key, e.g. `{layer: {housing: 29}}`. */
  get facets() {
    const block = this.results.querySelector("script#facets");
    return block ? JSON.parse(block.textContent) : {};
  }

  rows() {
    return [...this.panel.querySelectorAll("#list > li[data-id]")];
  }

  /** A row that goes under the finger takes the click with it: it stays until it is let go, and the click has come. */
  press() {
    this.letGo = new Promise((done) => {
      const heard = new AbortController();
      const { signal } = heard;
      const end = () => {
        heard.abort();
        setTimeout(done);
      };
      for (const name of ["click", "pointercancel", "contextmenu", "blur"]) addEventListener(name, end, { signal });
      addEventListener("pointerup", () => setTimeout(end, CLICK_MS), { signal });
    });
  }

  async show(filters, box) {
    const asked = { filters: new URLSearchParams(filters), box };
    this.asked = asked;
    this.panel.setAttribute("aria-busy", "true");
    this.results.querySelector("button.more")?.setAttribute("disabled", ""); // its next page would be of the new list
    try {
      const fresh = await this.fetch(1);
      await this.letGo;
      if (this.asked !== asked) return; // a newer list is on its way
      this.replace(fresh);
    } catch (error) {
      if (!isAbort(error)) this.fail();
      return;
    }
    this.panel.removeAttribute("aria-busy");
  }

  async fetch(page) {
    const { filters, box } = this.asked;
    const place = { part: "results", bbox: boxText(box) };
    if (page > 1) place.page = String(page);
    return (await askPage("list", withQuery(this.page, filters, place))).getElementById("results");
  }

  replace(fresh) {
    const focusedId = this.results.contains(document.activeElement)
      ? document.activeElement.closest("li[data-id]")?.dataset.id
      : null;
    const pressed = ["a[data-layers]", "a[data-by-name]"].find((link) => document.activeElement?.matches(link));
    this.results.replaceWith(document.adoptNode(fresh));
    this.pagination();
    this.mark(this.chosen);
    if (focusedId) this.row(focusedId)?.querySelector("a")?.focus({ preventScroll: true });
    // The link has gone from under the reader's hand, to what it has shown.
    if (pressed) (this.results.querySelector(pressed) ?? this.results.querySelector("#list a"))?.focus();
    this.announce(this.results.querySelector("#in-view")?.textContent);
    this.changed(this.results);
  }

  /** Paging without scripts is links; with them, one button that adds the next page below. */
  pagination() {
    const next = this.results.querySelector("nav.paging a[rel=next]");
    const nav = this.results.querySelector("nav.paging");
    if (!nav) return;
    nav.hidden = !next;
    if (!next) return;
    const more = document.createElement("button");
    more.type = "button";
    more.className = "more";
    more.textContent = this.words.more;
    more.dataset.page = new URL(next.href).searchParams.get("page");
    nav.replaceChildren(more);
  }

  async addPage(button) {
    button.disabled = true;
    try {
      const fresh = await this.fetch(Number(button.dataset.page));
      const first = fresh.querySelector("#list > li");
      this.results.querySelector("#list").append(...fresh.querySelectorAll("#list > li"));
      const nav = fresh.querySelector("nav.paging");
      button.closest("nav").replaceWith(nav ?? "");
      this.pagination();
      this.mark(this.chosen);
      first?.querySelector("a")?.focus();
    } catch (error) {
      if (isAbort(error)) return; // a new list is on its way
      this.fail();
      button.disabled = false;
    }
  }

  fail() {
    this.panel.removeAttribute("aria-busy");
    const note = document.createElement("p");
    note.className = "list-error";
    const again = document.createElement("button");
    again.type = "button";
    again.dataset.again = "";
    again.textContent = this.words.again;
    note.append(this.words.list_failed, " ", again);
    this.results.querySelector(".list-error")?.remove();
    this.results.prepend(note);
    this.announce(this.words.list_failed);
  }

  row(id) {
    return this.rows().find((row) => row.dataset.id === id) ?? null;
  }

  /** Shows which row is chosen (an entry's id, or null). */
  mark(id, { scroll = false } = {}) {
    this.chosen = id;
    for (const row of this.rows()) {
      const on = row.dataset.id === id;
      if (on) row.querySelector("a")?.setAttribute("aria-current", "true");
      else row.querySelector("a")?.removeAttribute("aria-current");
      if (on && scroll) this.scrollTo(row);
    }
  }

  /** Only the list moves: scrollIntoView would move the page behind it too. */
  scrollTo(row) {
    const [box, list] = [row.getBoundingClientRect(), this.results.getBoundingClientRect()];
    const top = list.top + (this.results.querySelector(".results-head")?.offsetHeight ?? 0);
    if (box.top < top) this.results.scrollTop -= top - box.top;
    else if (box.bottom > list.bottom) this.results.scrollTop += box.bottom - list.bottom;
  }

  light(id) {
    for (const row of this.rows()) row.classList.toggle("lit", id !== null && row.dataset.id === id);
  }

  point(event) {
    const row = event.target.closest?.("li[data-id]");
    this.hover(row ? placeOf(row) : null);
  }

  click(event) {
    if (event.target.closest("[data-again]")) this.show(this.asked.filters, this.asked.box);
    const more = event.target.closest("button.more");
    if (more) this.addPage(more);
    const row = event.target.closest("li[data-id]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const hidden = event.target.closest("a[data-layers]");
    if (hidden && plain) {
      event.preventDefault();
      this.reveal(hidden.dataset.layers.trim().split(" "));
    }
    if (event.target.closest("a[data-by-name]") && plain) {
      event.preventDefault();
      this.byName();
    }
    // Without a place, or when it is chosen already, the link goes to the entry's page.
    if (!row || !plain || !row.dataset.lat || row.dataset.id === this.chosen) return;
    event.preventDefault();
    this.choose({ ...placeOf(row), focus: event.detail === 0, from: row.querySelector("a") });
  }

  /** Says a sentence to screen readers once things have been quiet for a moment. */
  announce(sentence) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.status.textContent = sentence?.trim() ?? ""), 600);
  }
}

/** Which entry a row is of, and where it stands (lat and lon are NaN when it has no place). */
export function placeOf(row) {
  const { id, lat, lon } = row.dataset;
  return { id, lat: parseFloat(lat), lon: parseFloat(lon) };
}

function liveRegion() {
  const region = document.createElement("p");
  region.className = "unseen";
  region.setAttribute("role", "status");
  document.body.append(region);
  return region;
}

// --- The key ---

export class Legend {
  /** `changed()` is called when somebody has ticked or unticked. */
  constructor({ key, lang, changed }) {
    this.key = key;
    this.lang = lang;
    this.all = key.querySelector("#key-all");
    this.boxes = [...key.querySelectorAll("input[name=layer]")];
    this.all.hidden = false;
    this.all.addEventListener("click", () => {
      this.set(this.boxes.some(({ checked }) => checked) ? [] : null);
      changed();
    });
    this.name();
  }

  /** The layers shown: null when all are, else their keys. */
  get() {
    const on = this.boxes.filter(({ checked }) => checked).map(({ value }) => value);
    return on.length === this.boxes.length ? null : on;
  }

  set(layers) {
    for (const box of this.boxes) box.checked = layers === null || layers.includes(box.value);
    this.name();
  }

  add(layers) {
    for (const box of this.boxes) box.checked ||= layers.includes(box.value);
    this.name();
  }

  /** What the button will do. */
  name() {
    const { hide, show } = this.all.dataset;
    this.all.textContent = this.boxes.some(({ checked }) => checked) ? hide : show;
  }

  /** Entries in view by layer; what ticking a row would show, whether it is ticked or not. */
  count(facet) {
    for (const row of this.key.querySelectorAll("[data-layer]")) {
      const n = facet[row.dataset.layer] ?? 0;
      const count = row.querySelector(".count");
      if (count) count.textContent = grouped(n, this.lang);
    }
  }
}

// --- The sheet ---

export const REST = ["peek", "half", "full"];
const TAP_PX = 6;
const FLICK = 0.45; // pixels a millisecond: faster than this goes on in its direction

/** Heights of the three rests in pixels, for a space that is `room` high. */
export const restHeights = (room) => ({
  peek: Math.max(150, Math.min(264, room - 454)), // as in scripted.css: a low window is for the map
  half: room * 0.56,
  full: room,
});

/** Where a sheet of that height comes to rest when let go at `speed` (pixels a millisecond, up is positive). */
export function restAt(height, speed, heights) {
  const nearest = REST.reduce((a, b) =>
    Math.abs(heights[b] - height) < Math.abs(heights[a] - height) ? b : a,
  );
  if (Math.abs(speed) < FLICK) return nearest;
  const ahead = REST.filter((rest) => (speed > 0 ? heights[rest] > height : heights[rest] < height));
  return (speed > 0 ? ahead[0] : ahead.at(-1)) ?? nearest;
}

export class Sheet {
  /** `panel` is the list, `handle` its bar; `picks` move into the `key`; `moved()`: it has come to rest. */
  constructor({ panel, handle, picks, key, words, moved }) {
    Object.assign(this, { panel, handle, picks, key, words, moved });
    this.home = picks.parentElement;
    this.phone = matchMedia("(max-width: 719.98px)");
    this.phone.addEventListener("change", () => this.arrange());
    addEventListener("resize", () => this.arrange());
    panel.addEventListener("pointerdown", (event) => this.grab(event));
    for (const [name, act] of [["pointermove", "drag"], ["pointerup", "release"], ["pointercancel", "release"]]) {
      document.addEventListener(name, (event) => this[act](event)); // the finger is faster than the sheet
    }
    // A mouse would carry a link off.
    panel.addEventListener("dragstart", (event) => this.held && event.preventDefault());
    handle.addEventListener("keydown", (event) => this.keyed(event));
    handle.addEventListener("click", () => this.tap());
    this.rest = "peek";
    this.arrange();
  }

  get heights() {
    return restHeights(this.panel.parentElement.clientHeight);
  }

  arrange() {
    this.handle.hidden = !this.phone.matches;
    const { key, home, picks } = this;
    const at = picks.parentElement;
    if (this.phone.matches && at === home) key.append(picks);
    else if (!this.phone.matches && at === key) home.insertBefore(picks, home.querySelector("#key-button"));
    if (this.phone.matches) this.go(this.rest, { quiet: true });
    else {
      delete this.panel.dataset.sheet;
      this.panel.style.removeProperty("--sheet");
    }
  }

  go(rest, { quiet = false } = {}) {
    this.rest = rest;
    delete this.panel.dataset.dragged;
    this.panel.dataset.sheet = rest;
    this.panel.style.setProperty("--sheet", `${Math.round(this.heights[rest])}px`);
    this.handle.setAttribute("aria-expanded", String(rest !== "peek"));
    this.handle.setAttribute("aria-label", rest === "full" ? this.words.sheet_less : this.words.sheet_more);
    if (!quiet) this.moved();
  }

  /** By its bar or its heading; while it is low, anywhere, since the list does not scroll then. */
  grab(event) {
    const grip = event.target.closest("#sheet-handle, .results-head") || this.rest === "peek";
    if (event.button !== 0 || !this.phone.matches || !grip) return;
    this.held = { y: event.clientY, height: this.panel.offsetHeight, at: event.timeStamp, speed: 0, far: 0 };
  }

  drag(event) {
    const { held } = this;
    if (!held) return;
    const height = Math.max(72, Math.min(this.heights.full, held.height + held.y - event.clientY));
    const since = Math.max(1, event.timeStamp - held.at);
    const before = held.now ?? held.height;
    held.speed = 0.6 * ((height - before) / since) + 0.4 * held.speed;
    held.far = Math.max(held.far, Math.abs(held.y - event.clientY));
    if (held.far <= TAP_PX) return; // still a tap on whatever is there
    this.panel.dataset.dragged = "";
    Object.assign(held, { now: height, at: event.timeStamp });
    this.panel.style.setProperty("--sheet", `${height}px`);
  }

  release(event) {
    const { held } = this;
    if (!held) return;
    this.held = null;
    if (held.far <= TAP_PX) return;
    this.swallowClick();
    const speed = event.timeStamp - held.at > 120 ? 0 : held.speed;
    this.go(restAt(held.now ?? held.height, speed, this.heights));
  }

  /** The row under a finger that dragged the sheet was not tapped. */
  swallowClick() {
    const swallow = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    this.panel.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => this.panel.removeEventListener("click", swallow, { capture: true }), 0);
  }

  /** A tap, Enter or Space: one rest higher, from the top back to the bottom. */
  tap() {
    this.go(REST[(REST.indexOf(this.rest) + 1) % REST.length]);
  }

  keyed(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.go(REST[Math.max(0, Math.min(REST.length - 1, REST.indexOf(this.rest) + step))]);
  }
}

/** On a phone the credit is one word, which opens the rest. */
export function foldCredit(credit, word) {
  const button = document.createElement("button");
  const rest = document.createElement("span");
  button.type = "button";
  button.textContent = word;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () =>
    button.setAttribute("aria-expanded", String(credit.toggleAttribute("data-open"))),
  );
  rest.append(...credit.childNodes);
  credit.append(rest, button);
}

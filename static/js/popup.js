/** The box that opens at a mark: one entry, or the list of those that share its point. */

import { ask, isAbort, withQuery } from "./api.js";
import { panInto, placePopup } from "./placement.js";

const LISTED = 20; // a page of the API

export class Popup {
  /**
   * `place` is the element it stands in; `room()` gives {free, blocked, marks, onLand, docked} of now;
   * `moveBy([dx, dy])` moves the map; `closed()` and `chosen(row)` tell what somebody did.
   */
  constructor({ place, data, symbols, room, moveBy, closed, chosen }) {
    Object.assign(this, { place, data, symbols, room, moveBy, closed, chosen });
    place.addEventListener("click", (event) => {
      if (event.target.closest("[data-slot=close]")) this.close();
      const item = event.target.closest("[data-entry]");
      if (item) chosen(this.rows.find(({ id }) => id === item.dataset.entry));
    });
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  get open() {
    return this.box !== undefined && this.box !== null;
  }

  /** Opens on one entry. `anchor` is {x, y} in the world; `focus` puts the keyboard inside. */
  show(row, { anchor, reach, focus, from }) {
    this.fillOne(row);
    this.stand({ anchor, reach, focus, from });
  }

  /** Opens on all entries at one point. */
  async showMany(mark, filters, { box, anchor, reach, focus, from }) {
    const found = await this.find(filters, { bbox: box });
    if (!found?.results?.length) return null;
    this.fillMany(found, mark, withQuery(this.data.page, filters, { bbox: box }));
    this.stand({ anchor, reach, focus, from });
    return found;
  }

  async find(...queries) {
    try {
      const found = await ask("popup", withQuery(this.data.search, ...queries, { lang: this.data.lang }));
      this.rows = found.results;
      return found;
    } catch (error) {
      if (!isAbort(error)) throw error;
      return null;
    }
  }

  fillOne(row) {
    const { lang, layers } = this.data;
    const box = this.fresh("popup-one");
    const mine = layers.map((layer, k) => [layer, k]).filter(([layer]) => row.layers.includes(layer.key));
    slot(box, "name", textIn(row.name, lang));
    slot(box, "layer", { text: mine.map(([layer]) => layer.name).join(" · ") });
    box.querySelector("[data-slot=layer]").prepend(this.symbolBox(mine[0]?.[1] ?? 0));
    slot(box, "where", row.where);
    slot(box, "summary", row.summary);
    slot(box, "precision", { text: row.precision });
    box.querySelector("[data-slot=open]").href = row.url;
  }

  fillMany(found, mark, listAddress) {
    const { lang, layers, words } = this.data;
    const box = this.fresh("popup-many");
    slot(box, "name", { text: words.together.replace("{n}", mark.n.toLocaleString(lang)) });
    slot(box, "where", found.results[0].where);
    const list = box.querySelector("[data-slot=list]");
    list.replaceChildren(
      ...found.results.map((row) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        const name = textIn(row.name, lang);
        const layer = layers.findIndex(({ key }) => row.layers.includes(key));
        button.type = "button";
        button.dataset.entry = row.id;
        const words = document.createElement("span");
        words.textContent = name.text;
        if (name.lang) words.lang = name.lang;
        button.append(this.symbolBox(Math.max(0, layer)), words);
        item.append(button);
        return item;
      }),
    );
    const more = box.querySelector("[data-slot=more]");
    if (more) {
      more.hidden = found.total <= LISTED;
      more.textContent = words.all_here.replace("{n}", found.total.toLocaleString(lang));
      more.href = listAddress;
    }
  }

  symbolBox(layer) {
    const box = document.createElement("span");
    box.className = "symbol-box";
    box.append(this.symbols(layer));
    return box;
  }

  fresh(template) {
    this.place.replaceChildren(); // the server may have put one there
    const content = document.getElementById(template).content.cloneNode(true);
    this.box = content.firstElementChild;
    this.box.setAttribute("role", "dialog");
    this.place.append(this.box);
    return this.box;
  }

  stand({ anchor, reach, focus, from }) {
    Object.assign(this, { anchor, reach, from });
    this.settle();
    this.box.dataset.open = "";
    if (focus) (this.box.querySelector("[data-slot=close]") ?? this.box).focus({ preventScroll: true });
  }

  /** Chooses its side once, moving the map to make room; from then on it travels with the mark. */
  settle() {
    const room = this.room(this.anchor);
    const size = [this.box.offsetWidth, this.box.offsetHeight];
    this.box.toggleAttribute("data-docked", room.docked);
    if (room.docked) {
      this.side = null;
      this.box.style.transform = "";
      const free = [...room.free.slice(0, 3), room.free[3] - this.box.offsetHeight];
      this.moveBy(panInto(boxAround(room.at, this.reach), free));
      return;
    }
    const placed = placePopup({ ...room, anchor: room.at, reach: this.reach, size });
    const [dx, dy] = placed.pan;
    this.offset = [placed.left - dx - room.at[0], placed.top - dy - room.at[1]];
    this.side = placed.side;
    this.box.dataset.side = placed.side;
    this.box.style.setProperty("--leader", `${Math.round(placed.leader)}px`);
    this.moveBy(placed.pan);
  }

  follow(view) {
    if (!this.open || !this.side) return;
    const [x, y] = view.screen(this.anchor.x, this.anchor.y);
    const [dx, dy] = this.offset;
    this.box.style.transform = `translate(${Math.round(x + dx)}px, ${Math.round(y + dy)}px)`;
  }

  close({ quietly = false } = {}) {
    if (!this.open) return;
    const had = this.box.contains(document.activeElement);
    this.box.remove();
    this.box = null;
    if (quietly) return;
    this.closed();
    if (had && this.from?.isConnected) this.from.focus({ preventScroll: true });
    else if (had) document.querySelector("#live canvas")?.focus({ preventScroll: true });
  }
}

const boxAround = ([x, y], by) => [x - by, y - by, x + by, y + by];

function slot(box, name, said) {
  const element = box.querySelector(`[data-slot=${name}]`);
  if (!element) return;
  element.textContent = said?.text ?? "";
  element.hidden = !said?.text;
  if (said?.lang) element.lang = said.lang;
}

/** A name in the page's language, or the other's with its language said. */
function textIn(name, lang) {
  const other = lang === "cy" ? "en" : "cy";
  return name[lang] ? { text: name[lang] } : { text: name[other], lang: other };
}

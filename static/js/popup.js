/**
 * What stands over the map. The popup: of one entry, or of all at one place, beside its mark or docked on phones. And a
 * sentence that goes by itself.
 */

import { askPage, fill, isAbort, withQuery } from "./address.js";
import { grouped, panInto, placePopup } from "./geometry.js";

export class Popup {
  /**
   * `place` is the element it stands in; `room(anchor)` gives {at, free, blocked, marks, onLand, docked} of now;
   * `moveBy([dx, dy])` moves the map; `stood()`, `closed()` and `chosen(id, {focus, from})` tell what has happened.
   */
  constructor({ place, data, room, moveBy, stood, closed, chosen }) {
    Object.assign(this, { place, data, room, moveBy, stood, closed, chosen });
    place.addEventListener("click", (event) => this.click(event));
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
  }

  click(event) {
    if (event.target.closest(".close")) {
      event.preventDefault();
      this.close();
    }
    const row = event.target.closest("li[data-id]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.chosen(row.dataset.id, { focus: event.detail === 0, from: this.from });
  }

  get open() {
    return this.box !== undefined && this.box !== null;
  }

  /**
   * The popup of one entry as the server writes it, not yet shown; null when another was asked for meanwhile. It
   * tells of the entry's place nearest to `near`, {lat, lon}.
   */
  async load(id, near) {
    const place = near ? { at: `${near.lat.toFixed(5)},${near.lon.toFixed(5)}` } : {};
    return (await this.ask({ part: "popup", entry: id, ...place }))?.querySelector(".popup") ?? null;
  }

  /** Opens what `load` gave. `anchor` is {x, y} in the world; `focus` puts the keyboard inside. */
  show(article, { anchor, reach, focus, from }) {
    this.put(document.adoptNode(article));
    this.stand({ anchor, reach, focus, from });
  }

  /** Opens on all entries within a box. False when there are none, null when another popup was asked for meanwhile. */
  async showMany(mark, filters, { box, anchor, reach, focus, from }) {
    const page = await this.ask(filters, { part: "results", bbox: box });
    if (!page) return null;
    const results = page.getElementById("results");
    const rows = results?.querySelectorAll("#list > li") ?? [];
    if (rows.length === 0) return false;
    const popup = document.getElementById("popup-many").content.cloneNode(true).firstElementChild;
    const slot = (name) => popup.querySelector(`[data-slot=${name}]`);
    const n = grouped(Number(results.dataset.total), this.data.lang);
    slot("name").textContent = fill(this.data.words.together, { n });
    slot("name").id = "popup-name";
    slot("where").hidden = true;
    slot("list").replaceChildren(...rows);
    slot("more").hidden = rows.length >= Number(results.dataset.total);
    slot("more").textContent = fill(this.data.words.all_here, { n });
    slot("more").href = withQuery(this.data.page, filters, { bbox: box });
    popup.setAttribute("aria-labelledby", "popup-name");
    this.put(popup);
    this.stand({ anchor, reach, focus, from });
    return true;
  }

  async ask(...queries) {
    try {
      return await askPage("popup", withQuery(this.data.page, ...queries));
    } catch (error) {
      if (!isAbort(error)) throw error;
      return null;
    }
  }

  put(article) {
    this.place.replaceChildren(article); // the server may have put one there
    this.box = article;
    article.setAttribute("role", "dialog");
  }

  stand({ anchor, reach, focus, from }) {
    Object.assign(this, { anchor, reach, from });
    this.settle();
    this.stood();
    if (focus) this.box.querySelector(".close").focus({ preventScroll: true });
  }

  /** Chooses its side once, moving the map to make room; from then on it travels with the mark. */
  settle() {
    const room = this.room(this.anchor);
    const size = [this.box.offsetWidth, this.box.offsetHeight];
    this.box.toggleAttribute("data-docked", room.docked);
    if (room.docked) {
      this.side = null;
      this.box.style.transform = "";
      // It lies over the sheet: only what is above both is free.
      const above = this.box.getBoundingClientRect().top - this.place.parentElement.getBoundingClientRect().top;
      const free = [...room.free.slice(0, 3), Math.min(room.free[3], above)];
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
    this.follow(room.view);
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

const NOTICE_MS = 7000;

/** A sentence over the map, for those who see and those who do not. */
export class Notice {
  /** `map` is the element that it stands after. */
  constructor(map) {
    this.map = map;
  }

  say(sentence) {
    this.box ??= Object.assign(document.createElement("p"), { className: "notice", role: "status" });
    if (!this.box.isConnected) this.map.after(this.box);
    this.box.textContent = sentence;
    this.box.dataset.on = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => delete this.box.dataset.on, NOTICE_MS);
  }

  remove() {
    clearTimeout(this.timer);
    this.box?.remove();
  }
}

const boxAround = ([x, y], by) => [x - by, y - by, x + by, y + by];

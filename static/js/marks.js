/** What one can do with the marks: point at them, open them, split them, choose one. */

import { askPage, boxText, fill, isAbort, withQuery } from "./address.js";
import { TILE_PX, latOf, lonOf, neighbour, panInto, placePopup, worldX, worldY } from "./geometry.js";
import { isCluster, mixOf, nearest } from "./tiles.js";
import { coveredEdges, currentView, fitBox, motionMs, moveTo } from "./view.js";

const SPLIT_REACH_PX = 130; // members of a cluster lie within twice the radius of clustering
const SPLIT_MARGIN_PX = 90;
const POINT = 0.00003; // degrees: three metres, what "one point" means to a bounding box
const CLOSE_ZOOM = 10;
const SAME_PX = 4; // two places nearer than this are one, rounded differently

export class Marks {
  /** `state` has entry and filters(); `remember` writes the address; the rest are the parts it speaks to. */
  constructor(parts) {
    Object.assign(this, parts);
    const { map } = this;
    map.on("mousemove", ({ point }) => this.pointAt(this.overlay.at(point.x, point.y)));
    map.on("mouseout", () => this.pointAt(null));
    map.on("click", ({ point }) => this.click(this.overlay.at(point.x, point.y)));
    map.on("dblclick", (event) => {
      if (this.overlay.at(event.point.x, event.point.y)) event.preventDefault();
    });
  }

  pointAt(mark) {
    if (mark === this.overlay.hovered) return;
    this.overlay.hovered = mark;
    this.overlay.repaint();
    this.map.getCanvas().style.cursor = mark ? "pointer" : "";
    this.list.light(mark && !isCluster(mark) ? mark.id : null);
  }

  /** The mark that stands for an entry of the list: its own, or the cluster that holds it. */
  markOf({ id, lat, lon }) {
    const own = this.overlay.marks.find((mark) => mark.id === id && !isCluster(mark));
    return own ?? (Number.isFinite(lat) ? nearest(this.overlay.marks, { x: worldX(lon), y: worldY(lat) }) : null);
  }

  pointAtEntry(row) {
    this.overlay.hovered = row ? this.markOf(row) : null;
    this.overlay.repaint();
  }

  click(mark) {
    if (mark) this.open(mark);
    else this.popup.close();
  }

  open(mark, { focus = false, from = null } = {}) {
    if (!isCluster(mark)) return this.choose({ id: mark.id, mark, focus, from });
    if (mark.onePoint) return this.openPoint(mark, { focus, from });
    return this.split(mark);
  }

  async split(mark) {
    this.popup.close();
    const { shown } = this.tiles;
    const reach = SPLIT_REACH_PX / (TILE_PX * 2 ** shown.z);
    let parts = null;
    try {
      parts = await this.tiles.split(mark, shown.marks, reach);
    } catch {
      return; // the tiles have said so themselves
    }
    if (!parts) {
      moveTo(this.map, { lon: lonOf(mark.x), lat: latOf(mark.y), zoom: this.map.getZoom() + 2 });
      return;
    }
    const xs = parts.marks.map(({ x }) => x);
    const ys = parts.marks.map(({ y }) => y);
    const box = [lonOf(Math.min(...xs)), latOf(Math.max(...ys)), lonOf(Math.max(...xs)), latOf(Math.min(...ys))];
    const edges = Object.entries(this.roomy()).map(([side, px]) => [side, px + SPLIT_MARGIN_PX]);
    fitBox(this.map, box, Object.fromEntries(edges), { minZoom: parts.z, maxZoom: parts.z + 1.5 });
  }

  async openPoint(mark, { focus, from }) {
    const { x, y } = await this.tiles.exact(mark);
    const [lon, lat] = [lonOf(x), latOf(y)];
    const box = boxText([lon - POINT, lat - POINT, lon + POINT, lat + POINT]);
    const opened = await this.popup.showMany(mark, this.filters(), { box, anchor: mark, reach: this.overlay.reach(mark), focus, from });
    if (!opened) return;
    this.select(mark, null);
  }

  /** Chooses an entry: marked in the list and on the map, its popup open, its id in the address. */
  async choose({ id, mark = null, lat, lon, focus = false, from = null, remember = true }) {
    const article = await this.popup.load(id);
    if (!article) return;
    const at = this.placeFor(article, mark ?? siteOf({ lat, lon }));
    if (!at) return;
    const chosen = { ...this.pinOf(article.dataset), x: at.x, y: at.y };
    this.popup.close({ quietly: true });
    this.select(chosen, id, { remember });
    await this.bringIntoView(chosen);
    if (this.overlay.selected !== chosen) return; // something else was chosen meanwhile
    this.popup.show(article, { anchor: chosen, reach: this.overlay.reach(chosen), focus, from });
  }

  /** The entry's own place when that is where it was pointed at, else (it has several) the one pointed at. */
  placeFor(article, pointed) {
    const own = siteOf(article.dataset);
    if (!own || !pointed) return own ?? pointed;
    const apart = Math.hypot(own.x - pointed.x, own.y - pointed.y) * TILE_PX * 2 ** this.map.getZoom();
    return apart < SAME_PX ? own : pointed;
  }

  pinOf({ id, layers }) {
    const mine = layers.split(" ");
    const counts = this.data.layers.map(({ key }) => (mine.includes(key) ? 1 : 0));
    return { id, n: 1, onePoint: true, name: { en: "", cy: "" }, counts };
  }

  select(mark, id, { remember = true } = {}) {
    this.overlay.selected = mark;
    this.overlay.relabel();
    this.list.mark(id, { scroll: true });
    if (remember) this.remember({ entry: id }, { push: true });
  }

  unselect() {
    this.select(null, null, { remember: false });
    this.remember({ entry: null });
  }

  /** Goes to a mark that is out of sight, and resolves when it is in sight. */
  bringIntoView({ x, y }) {
    const view = currentView(this.map);
    const [px, py] = view.screen(x, y);
    const { left, top, right, bottom } = this.edges();
    if (px > left && py > top && px < view.width - right && py < view.height - bottom) return Promise.resolve();
    return new Promise((resolve) => {
      this.map.once("moveend", resolve);
      moveTo(this.map, { lon: lonOf(x), lat: latOf(y), zoom: Math.max(this.map.getZoom(), CLOSE_ZOOM) }, { far: true });
    });
  }

  edges() {
    return coveredEdges(this.map.getContainer(), this.panels());
  }

  /** The same, and the key's side too where the map is wide enough to spare it. */
  roomy() {
    const edges = this.edges();
    const map = this.map.getContainer().getBoundingClientRect();
    const key = document.getElementById("key").getBoundingClientRect();
    if (key.width > 0 && map.width > 2.4 * key.width && key.height > 100) edges.right = Math.max(edges.right, map.right - key.left);
    return edges;
  }

  /** Makes room for the popup. */
  panBy([dx, dy]) {
    if (!dx && !dy) return;
    this.map.panBy([-dx, -dy], { duration: motionMs() * 1.5, essential: true });
  }
}

const siteOf = ({ lat, lon }) => {
  const [y, x] = [parseFloat(lat), parseFloat(lon)];
  return Number.isFinite(x) && Number.isFinite(y) ? { x: worldX(x), y: worldY(y) } : null;
};

// --- The keyboard and screen readers ---

const MOST = 400;
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export class MarkButtons {
  constructor(list, { layers, lang, words, focus, open, hover }) {
    Object.assign(this, { list, layers, lang, words, focus, open, hover });
    this.spots = [];
    this.buttons = new Map();
    list.setAttribute("aria-label", words.marks);
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("click", (event) => {
      const spot = this.spotOf(event.target.closest("button"));
      if (spot) this.open(spot.mark, spot.button);
    });
    list.addEventListener("focusin", (event) => this.focusOn(this.spotOf(event.target)));
    list.addEventListener("focusout", () => this.focus(null));
  }

  focusOn(spot) {
    if (!spot) return;
    this.current = spot;
    this.rove(spot.mark);
    this.focus(spot.button.matches(":focus-visible") ? spot.mark : null);
  }

  spotOf(button) {
    return this.spots.find((spot) => spot.button === button) ?? null;
  }

  /** `spots`: the marks in view with their pixels. The keyboard stays where it was, or goes to the nearest. */
  update(spots) {
    const had = this.list.contains(document.activeElement) ? this.current : null;
    const old = this.buttons;
    this.buttons = new Map();
    const rows = spots.slice(0, MOST).sort((a, b) => a.y - b.y || a.x - b.x);
    this.spots = rows.map(({ mark, x, y }) => {
      const key = `${mark.id} ${mark.n}`;
      const button = old.get(key) ?? this.button(mark);
      this.buttons.set(key, button);
      button.parentElement.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      return { mark, x, y, button };
    });
    this.arrange(old);
    if (had && !this.list.contains(document.activeElement)) this.focusNear(had);
    else this.rove(this.current?.mark);
  }

  /** Puts the items in order; one that has the keyboard is not moved, which would take it away. */
  arrange(old) {
    const kept = new Set(this.buttons.values());
    for (const button of old.values()) if (!kept.has(button)) button.parentElement.remove();
    const items = this.spots.map(({ button }) => button.parentElement);
    const pinned = items.findIndex((item) => item.contains(document.activeElement));
    items.slice(0, Math.max(pinned, 0)).forEach((item) => this.list.insertBefore(item, items[pinned]));
    this.list.append(...items.slice(pinned + 1));
  }

  focusNear(spot) {
    const far = (other) => Math.hypot(other.x - spot.x, other.y - spot.y);
    const next = this.spots.reduce((a, b) => (a && far(a) <= far(b) ? a : b), null);
    next?.button.focus({ preventScroll: true });
  }

  rove(mark) {
    const chosen = this.spots.find((spot) => spot.mark.id === mark?.id) ?? this.spots[0];
    for (const { button } of this.spots) button.tabIndex = button === chosen?.button ? 0 : -1;
  }

  button(mark) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.append(...this.nameOf(mark));
    item.append(button);
    return button;
  }

  /** The accessible name; a name in the other language is marked as such. */
  nameOf(mark) {
    const { lang, words, layers } = this;
    if (isCluster(mark)) {
      const sentence = mark.onePoint ? words.stack : words.cluster;
      return [fill(sentence, { n: mark.n.toLocaleString(lang), mix: mixOf(mark, layers) })];
    }
    const other = lang === "cy" ? "en" : "cy";
    const name = document.createElement("span");
    name.textContent = mark.name[lang] || mark.name[other];
    if (!mark.name[lang]) name.lang = other;
    const where = layers.filter((_, k) => mark.counts[k] > 0).map((layer) => layer.name);
    return [name, ["", ...where].join(", ")];
  }

  key(event) {
    const spot = this.spotOf(event.target);
    if (!spot || event.ctrlKey || event.altKey || event.metaKey) return;
    let next = null;
    if (event.key in ARROWS) next = neighbour(spot, this.spots, ARROWS[event.key]) ?? spot;
    else if (event.key === "Home") next = this.spots[0];
    else if (event.key === "End") next = this.spots.at(-1);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.button.focus({ preventScroll: true });
  }
}

// --- The popup ---

export class Popup {
  /**
   * `place` is the element it stands in; `room(anchor)` gives {at, free, blocked, marks, onLand, docked} of now;
   * `moveBy([dx, dy])` moves the map; `stood()`, `closed()` and `chosen(id, row)` tell what has happened.
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

  /** The popup of one entry as the server writes it, not yet shown; null when another was asked for meanwhile. */
  async load(id) {
    return (await this.ask({ part: "popup", entry: id }))?.querySelector(".popup") ?? null;
  }

  /** Opens what `load` gave. `anchor` is {x, y} in the world; `focus` puts the keyboard inside. */
  show(article, { anchor, reach, focus, from }) {
    this.put(document.adoptNode(article));
    this.stand({ anchor, reach, focus, from });
  }

  /** Opens on all entries at one point; whether there was anything to show. */
  async showMany(mark, filters, { box, anchor, reach, focus, from }) {
    const results = (await this.ask(filters, { part: "results", bbox: box }))?.getElementById("results");
    const rows = results?.querySelectorAll("#list > li") ?? [];
    if (rows.length === 0) return false;
    const popup = document.getElementById("popup-many").content.cloneNode(true).firstElementChild;
    const slot = (name) => popup.querySelector(`[data-slot=${name}]`);
    const n = Number(results.dataset.total).toLocaleString(this.data.lang === "cy" ? "cy-GB" : "en-GB");
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

const boxAround = ([x, y], by) => [x - by, y - by, x + by, y + by];

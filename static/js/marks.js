/** What one can do with the marks: point at them, open them, split them, choose one. */

import { boxText, fill, isAbort } from "./address.js";
import { TILE_PX, grouped, latOf, lonOf, neighbour, worldX, worldY } from "./geometry.js";
import { isCluster, mixOf, nearest } from "./tiles.js";
import { coveredEdges, currentView, fitBox, motionMs, moveTo } from "./view.js";

const SPLIT_MARGIN_PX = 90;
const POINT = 0.00005 / 360; // of the world's side: three metres, what "one point" means to a bounding box
const CLOSER_BY = 2.5; // zooms
const CLOSE_ZOOM = 10;
const SAME_PX = 4; // two places nearer than this are one, rounded differently

export class Marks {
  /**
   * `filters()` gives those of now; `remember` writes the address; `failed()` is called when what was asked for cannot
   * be had; the rest are the parts it speaks to.
   */
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

  async open(mark, { focus = false, from = null } = {}) {
    if (!isCluster(mark)) return this.choose({ id: mark.id, mark, focus, from });
    return this.heard(mark.onePoint ? this.openPoint(mark, { focus, from }) : this.split(mark, { focus, from }));
  }

  /** Nobody waits for what a click begins: a refusal is told here. What was given up for something else is none. */
  async heard(doing) {
    try {
      await doing;
    } catch (error) {
      if (isAbort(error)) return;
      console.warn(error);
      this.failed();
    }
  }

  async split(mark, { focus, from }) {
    this.popup.close();
    let parts = null;
    try {
      parts = await this.tiles.split(mark);
    } catch (error) {
      if (!isAbort(error)) this.comeCloser(mark); // an abort: the map has been moved elsewhere
      return;
    }
    if (parts.marks.length > 1) this.fitParts(parts);
    else if (parts.z < this.tiles.maxZoom) this.comeCloser(mark);
    else await this.openCrowd(mark, parts.marks[0], { focus, from });
  }

  fitParts({ z, marks }) {
    const xs = marks.map(({ x }) => x);
    const ys = marks.map(({ y }) => y);
    const box = [lonOf(Math.min(...xs)), latOf(Math.max(...ys)), lonOf(Math.max(...xs)), latOf(Math.min(...ys))];
    const edges = Object.entries(this.roomy()).map(([side, px]) => [side, px + SPLIT_MARGIN_PX]);
    fitBox(this.map, box, Object.fromEntries(edges), { minZoom: z, maxZoom: z + 1.5 });
  }

  comeCloser(mark) {
    moveTo(this.map, { lon: lonOf(mark.x), lat: latOf(mark.y), zoom: this.map.getZoom() + CLOSER_BY });
  }

  /** A cluster of several points that no zoom splits: all within reach of where the last zoom has it. */
  async openCrowd(mark, last, how) {
    const reach = last.onePoint ? POINT : await this.tiles.span(last);
    const opened = await this.openWithin(mark, last, reach, how);
    if (opened === false) this.comeCloser(mark);
  }

  async openPoint(mark, how) {
    return this.openWithin(mark, await this.tiles.exact(mark), POINT, how);
  }

  /** Opens the list of the entries within `reach` (of the world's side) of a place. */
  async openWithin(mark, { x, y }, reach, { focus, from }) {
    const box = boxText([lonOf(x - reach), latOf(y + reach), lonOf(x + reach), latOf(y - reach)]);
    const how = { box, anchor: mark, reach: this.overlay.reach(mark), focus, from };
    const opened = await this.popup.showMany(mark, this.filters(), how);
    if (opened) this.select(mark, null);
    return opened;
  }

  /**
   * Chooses an entry: marked in the list and on the map, its popup open, its id in the address. Of several places it
   * is the one pointed at (mark, or lat and lon), else the one nearest to `near`.
   */
  async choose(which) {
    return this.heard(this.showOne(which));
  }

  async showOne({ id, mark = null, lat, lon, near = null, focus = false, from = null, remember = true }) {
    const pointed = mark ?? siteOf({ lat, lon });
    const article = await this.popup.load(id, pointed ? { lat: latOf(pointed.y), lon: lonOf(pointed.x) } : near);
    if (!article) return;
    const at = this.placeFor(article, pointed);
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

  /** Goes to a mark that is out of sight, and resolves when it is in sight, or cannot come into it. */
  bringIntoView({ x, y }) {
    const view = currentView(this.map);
    const [px, py] = view.screen(x, y);
    const { left, top, right, bottom } = this.edges();
    if (px > left && py > top && px < view.width - right && py < view.height - bottom) return Promise.resolve();
    const there = { lon: lonOf(x), lat: latOf(y), zoom: Math.max(this.map.getZoom(), CLOSE_ZOOM) };
    return new Promise((resolve) => {
      this.map.once("moveend", resolve);
      Promise.resolve(moveTo(this.map, there, { far: true })).then((map) => map ?? resolve());
    });
  }

  edges() {
    return coveredEdges(this.map.getContainer(), this.panels());
  }

  /** The same, and the key's side too where the map is wide enough to spare it. */
  roomy() {
    const edges = this.edges();
    const map = this.map.getContainer().getBoundingClientRect();
    const key = document.getElementById("key")?.getBoundingClientRect(); // a figure has none
    const hasRoom = key?.width > 0 && map.width > 2.4 * key.width && key.height > 100;
    if (hasRoom) edges.right = Math.max(edges.right, map.right - key.left);
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

// --- The same for the keyboard and screen readers: one button a mark ---

const MOST = 400;
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export class MarkButtons {
  constructor(list, { layers, lang, words, focus, open }) {
    Object.assign(this, { list, layers, lang, words, focus, open });
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
      let key = `${mark.id} ${mark.n}`;
      while (this.buttons.has(key)) key += " again"; // another place of the same entry
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

  /** The accessible name; a name in the other language is marked as such, one in both as of neither. */
  nameOf(mark) {
    const { lang, words, layers } = this;
    if (isCluster(mark)) {
      const sentence = mark.onePoint ? words.stack : words.cluster;
      return [fill(sentence, { n: grouped(mark.n, lang), mix: mixOf(mark, layers, lang) })];
    }
    const other = lang === "cy" ? "en" : "cy";
    const name = document.createElement("span");
    name.textContent = mark.name[lang] || mark.name[other];
    if (!mark.name[lang]) name.lang = other;
    else if (mark.name[lang] === mark.name[other]) name.lang = "";
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

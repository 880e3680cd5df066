/** What one can do with the marks: point at them, open them, split them, choose one. */

import { boxText, isAbort } from "./address.js";
import { TILE_PX, latOf, lonOf, worldX, worldY } from "./geometry.js";
import { isCluster, nearest } from "./tiles.js";
import { coveredEdges, currentView, fitBox, motionMs, moveTo } from "./view.js";

const SPLIT_MARGIN_PX = 90;
const POINT = 0.00005 / 360; // of the world's side: three metres, what "one point" means to a bounding box
const CLOSER_BY = 2.5; // zooms
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
    return this.split(mark, { focus, from });
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
    const hasRoom = key.width > 0 && map.width > 2.4 * key.width && key.height > 100;
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

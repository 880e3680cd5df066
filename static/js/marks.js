/** What one can do with the marks: point at them, open them, split them, choose one. */

import { lonOf, latOf, TILE_PX, worldX, worldY } from "./mercator.js";
import { boxText } from "./api.js";
import { isCluster } from "./paint.js";
import { coveredEdges, currentView, fitBox, moveTo } from "./view.js";
import { nearest } from "./tiles.js";
import { motionMs } from "./theme.js";

const SPLIT_REACH_PX = 130; // members of a cluster lie within twice the radius of clustering
const SPLIT_MARGIN_PX = 90;
const POINT = 0.00002; // degrees: two metres, what "one point" means to a bounding box
const CLOSE_ZOOM = 10;

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
    const edges = Object.entries(this.edges()).map(([side, px]) => [side, px + SPLIT_MARGIN_PX]);
    fitBox(this.map, box, Object.fromEntries(edges), { minZoom: parts.z, maxZoom: parts.z + 1.5 });
  }

  async openPoint(mark, { focus, from }) {
    const [lon, lat] = [lonOf(mark.x), latOf(mark.y)];
    const box = boxText([lon - POINT, lat - POINT, lon + POINT, lat + POINT]);
    const opened = await this.popup.showMany(mark, this.filters(), { box, anchor: mark, reach: this.overlay.reach(mark), focus, from });
    if (!opened) return;
    this.select(mark, null);
  }

  /** Chooses an entry: marked in the list and on the map, its popup open, its id in the address. */
  async choose({ id, mark = null, lat, lon, layers, focus = false, from = null, remember = true }) {
    const found = await this.popup.find({ id });
    const row = found?.results?.[0];
    if (!row) return;
    const at = mark ?? this.siteOf(row, { lat, lon });
    if (!at) return;
    const chosen = { ...this.pinOf(row, layers), x: at.x, y: at.y };
    this.select(chosen, id, { remember });
    await this.bringIntoView(chosen);
    if (this.overlay.selected !== chosen) return; // something else was chosen meanwhile
    this.popup.show(row, { anchor: chosen, reach: this.overlay.reach(chosen), focus, from });
  }

  siteOf(row, { lat, lon }) {
    const [y, x] = Number.isFinite(lat) ? [lat, lon] : [row.lat, row.lon];
    return Number.isFinite(y) ? { x: worldX(x), y: worldY(y) } : null;
  }

  pinOf(row, layers = row.layers) {
    const counts = this.data.layers.map(({ key }) => (layers.includes(key) ? 1 : 0));
    return { id: row.id, n: 1, onePoint: true, name: row.name, counts };
  }

  select(mark, id, { remember = true } = {}) {
    this.overlay.selected = mark;
    this.overlay.relabel();
    this.list.mark(id, { scroll: true });
    if (remember) this.remember({ entry: id }, { push: true });
  }

  unselect() {
    this.overlay.selected = null;
    this.overlay.relabel();
    this.list.mark(null);
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

  /** Makes room for the popup. */
  panBy([dx, dy]) {
    if (!dx && !dy) return;
    this.map.panBy([-dx, -dy], { duration: motionMs() * 1.5, essential: true });
  }
}

/** The marks in view: fetched tile by tile, kept, and handed over only when a zoom is complete. */

import { grouped, radiusOf, tilesInView } from "./geometry.js";

export const HALO = 2.2; // pixels of paper around a mark
const KEPT = 240;
const MARGIN_PX = 40; // a mark's disc may reach into the view from outside
// Members of a cluster lie within twice the radius of clustering: less than a quarter of a tile of its zoom, which is
// half a tile of the next one, so that they are in four of its tiles at most.
const MEMBERS_WITHIN = 0.249;
const MOST_FETCHES = 40; // for one click

/**
 * A mark: x, y in the world (0 to 1), n sites, counts by layer, and for a single one its names. Layers that are not
 * `shown` (a list of booleans, one a layer) count nothing: a hidden colour comes back neither in a ring nor as a pin.
 */
export function marksOf(bytes, { z, x, y }, shown) {
  const count = 2 ** z;
  return readPoints(bytes, "marks").map(({ x: tx, y: ty, properties }) => ({
    id: String(properties.id),
    n: properties.n ?? 1,
    onePoint: Boolean(properties.s),
    name: { en: properties.en ?? "", cy: properties.cy ?? "" },
    counts: countsOf(properties, shown),
    x: (x + tx) / count,
    y: (y + ty) / count,
  }));
}

function countsOf(properties, shown) {
  const bits = properties.l ?? 0;
  // Divided, not shifted: a layer beyond the 31st would be lost.
  const count = (k) => properties[`l${k}`] ?? (Math.floor(bits / 2 ** k) % 2 ? 1 : 0);
  return shown.map((isShown, k) => (isShown ? count(k) : 0));
}

export const isCluster = (mark) => mark.n > 1;

/** The key's first layer that a mark is in: what its pin looks like. */
export const firstLayer = (mark) => Math.max(0, mark.counts.findIndex((count) => count > 0));

/** How far a mark reaches from its middle. */
export function reachOf(mark, layers) {
  return isCluster(mark) ? radiusOf(mark.n) + HALO : layers[firstLayer(mark)].size / 2 + HALO;
}

/** What a screen reader says of a mark's contents: "Housing 7, Care 5". */
export function mixOf(mark, layers, lang) {
  return mark.counts
    .map((count, layer) => [count, layers[layer].name])
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${name} ${grouped(count, lang)}`)
    .join(", ");
}

const NOTHING = { z: -1, query: null, marks: [] };

export class Tiles {
  /** `template` has {z}, {x}, {y}. */
  constructor({ template, maxZoom }) {
    Object.assign(this, { template, maxZoom });
    this.kept = new Map(); // address → marks, oldest first
    this.underWay = new Map(); // address → {abort, marks}: an AbortController and a promise
    this.query = "";
    this.wanted = [];
    this.addresses = new Set();
    this.shown = NOTHING;
    this.first = new Promise((resolve) => (this.resolveFirst = resolve));
  }

  /** `changed(before, after)` is called when what `shown` holds is new, at once if it is something already. */
  tell({ changed, failed }) {
    Object.assign(this, { changed, failed });
    if (this.shown !== NOTHING) changed(NOTHING, this.shown);
    if (this.error) failed(this.error);
  }

  zoomFor(zoom) {
    return Math.max(0, Math.min(Math.floor(zoom + 1e-6), this.maxZoom));
  }

  /**
   * Asks for what a view needs; where that has changed, whatever else is under way is given up. `shown` says of each
   * layer whether it is.
   */
  look(view, query, shown) {
    this.query = query;
    this.layers = shown;
    this.z = this.zoomFor(view.zoom);
    this.wanted = tilesInView(view, this.z, MARGIN_PX);
    const before = this.addresses;
    this.addresses = new Set(this.wanted.map((tile) => this.address(tile)));
    if (before.size !== this.addresses.size || [...before].some((address) => !this.addresses.has(address))) this.giveUp();
    for (const tile of this.wanted) this.load(tile).catch(() => {});
    this.settle();
  }

  /** What is no longer wanted. */
  giveUp() {
    for (const [address, { abort }] of this.underWay) {
      if (this.addresses.has(address)) continue;
      abort.abort();
      this.underWay.delete(address); // it may be wanted again before it has ended
    }
  }

  get complete() {
    return this.wanted.every((tile) => this.kept.has(this.address(tile)));
  }

  address({ z, x, y }) {
    const path = this.template.replace("{z}", z).replace("{x}", x).replace("{y}", y);
    return this.query ? `${path}?${this.query}` : path;
  }

  /** The marks of one tile, from what is kept or from the server. */
  async load(tile) {
    const address = this.address(tile);
    if (this.kept.has(address)) return this.kept.get(address);
    if (!this.underWay.has(address)) {
      const abort = new AbortController();
      this.underWay.set(address, { abort, marks: this.fetch(tile, address, abort) });
    }
    return this.underWay.get(address).marks;
  }

  async fetch(tile, address, abort) {
    const { layers } = this;
    let marks = [];
    try {
      const answer = await fetch(address, { signal: abort.signal });
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      marks = marksOf(bytes, tile, layers);
      this.keep(address, marks);
    } catch (error) {
      if (error.name !== "AbortError") {
        this.resolveFirst(); // a map without its marks is better than no map
        this.error = error;
        this.failed?.(error);
      }
      throw error;
    } finally {
      if (this.underWay.get(address)?.abort === abort) this.underWay.delete(address);
    }
    this.settle();
    return marks;
  }

  keep(address, marks) {
    this.kept.set(address, marks);
    for (const old of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      if (!this.addresses.has(old)) this.kept.delete(old);
    }
  }

  /** Shows what is there, unless that would mix two zooms or two filters. */
  settle() {
    const same = this.shown.z === this.z && this.shown.query === this.query;
    if (!same && !this.complete) return;
    if (this.complete) this.resolveFirst();
    const marks = this.wanted.flatMap((tile) => this.kept.get(this.address(tile)) ?? []);
    const before = this.shown;
    if (same && sameMarks(before.marks, marks)) return;
    this.shown = { z: this.z, query: this.query, marks };
    this.changed?.(before, this.shown);
  }

  /** A mark's place as the deepest zoom has it: a tile of a small zoom rounds to tens of metres. */
  async exact(mark) {
    const [tile] = tilesAround(mark, this.maxZoom, 0);
    return nearest(await this.load(tile), mark) ?? mark;
  }

  /**
   * Follows a cluster down to the first zoom where it splits: `{z, marks}`, the marks it is there. One mark alone
   * means that it did not: it is one to the last zoom, or (z < maxZoom) following it further would ask too much.
   * The members of a cluster are the marks that stand nearer to it than to any other mark of its zoom.
   */
  async split(mark) {
    let { z, marks: around } = this.shown;
    let fetches = 0;
    while (z < this.maxZoom) {
      const tiles = tilesAround(mark, z + 1, MEMBERS_WITHIN / 2 ** z);
      fetches += tiles.filter((tile) => !this.kept.has(this.address(tile))).length;
      if (fetches > MOST_FETCHES) break;
      const loaded = (await Promise.all(tiles.map((tile) => this.load(tile)))).flat();
      const members = loaded.filter((each) => nearest(around, each) === mark);
      if (members.length === 0) break; // rounding has put them nearer to another
      z += 1;
      if (members.length > 1) return { z, marks: members };
      [mark] = members;
      around = loaded;
    }
    return { z, marks: [mark] };
  }

  /** How far from a mark its members may be at the last zoom, in the world's measure: half way to its neighbour. */
  async span(mark) {
    const reach = MEMBERS_WITHIN / 2 ** this.maxZoom;
    const tiles = tilesAround(mark, this.maxZoom, reach);
    const others = (await Promise.all(tiles.map((tile) => this.load(tile)))).flat().filter(({ id }) => id !== mark.id);
    const next = nearest(others, mark);
    return next ? Math.min(reach, Math.hypot(next.x - mark.x, next.y - mark.y) / 2) : reach;
  }
}

const sameMarks = (a, b) => a.length === b.length && a.every((mark, i) => mark === b[i]);

/** The mark of a list that stands nearest to a place of the world. */
export function nearest(marks, { x, y }) {
  let best = null;
  let least = Infinity;
  for (const mark of marks) {
    const far = (mark.x - x) ** 2 + (mark.y - y) ** 2;
    if (far < least) [best, least] = [mark, far];
  }
  return best;
}

function tilesAround({ x, y }, z, reach) {
  const count = 2 ** z;
  const clamp = (v) => Math.min(count - 1, Math.max(0, Math.floor(v * count)));
  const tiles = [];
  for (let ty = clamp(y - reach); ty <= clamp(y + reach); ty++) {
    for (let tx = clamp(x - reach); tx <= clamp(x + reach); tx++) tiles.push({ z, x: tx, y: ty });
  }
  return tiles;
}

// --- Reading a Mapbox Vector Tile: only what our own tiles contain. ---

const TEXT = new TextDecoder();

class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = end;
  }

  varint() {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * factor; // not shifted: counts may pass 2³¹
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  part() {
    const length = this.varint();
    const from = this.at;
    this.at += length;
    return new Reader(this.bytes, from, this.at);
  }

  text() {
    const { at, end } = this.part();
    return TEXT.decode(this.bytes.subarray(at, end));
  }

  numbers() {
    const part = this.part();
    const found = [];
    while (part.at < part.end) found.push(part.varint());
    return found;
  }

  skip(wire) {
    if (wire === 0) this.varint();
    else if (wire === 1) this.at += 8;
    else if (wire === 2) this.part();
    else if (wire === 5) this.at += 4;
    else throw new Error(`Tile: wire type ${wire}`);
  }

  /** Calls `take(field, wire)`, which returns false for a field it does not want. */
  each(take) {
    while (this.at < this.end) {
      const tag = this.varint();
      if (take(tag >> 3, tag & 7) === false) this.skip(tag & 7);
    }
  }
}

const zigzag = (n) => (n % 2 ? -(n + 1) / 2 : n / 2);

function readValue(reader) {
  let value = null;
  reader.each((field, wire) => {
    if (field === 1) value = reader.text();
    else if (field === 2) value = reader.view.getFloat32((reader.at += 4) - 4, true);
    else if (field === 3) value = reader.view.getFloat64((reader.at += 8) - 8, true);
    else if (field === 6) value = zigzag(reader.varint());
    else if (field === 7) value = reader.varint() === 1;
    else if (wire === 0) value = reader.varint();
    else return false;
    return true;
  });
  return value;
}

function readFeature(reader) {
  let tags = [];
  let geometry = [];
  reader.each((field) => {
    if (field === 2) tags = reader.numbers();
    else if (field === 4) geometry = reader.numbers();
    else return false;
    return true;
  });
  return { tags, x: zigzag(geometry[1]), y: zigzag(geometry[2]) };
}

function readLayer(reader) {
  const layer = { name: "", extent: 4096, keys: [], values: [], features: [] };
  reader.each((field) => {
    if (field === 1) layer.name = reader.text();
    else if (field === 2) layer.features.push(readFeature(reader.part()));
    else if (field === 3) layer.keys.push(reader.text());
    else if (field === 4) layer.values.push(readValue(reader.part()));
    else if (field === 5) layer.extent = reader.varint();
    else return false;
    return true;
  });
  return layer;
}

/** The points of one layer: `{x, y, properties}`, x and y from 0 to 1 across the tile. */
function readPoints(bytes, name) {
  const points = [];
  const reader = new Reader(bytes);
  reader.each((field) => {
    if (field !== 3) return false;
    const layer = readLayer(reader.part());
    if (layer.name !== name) return true;
    for (const { tags, x, y } of layer.features) {
      const properties = {};
      for (let i = 0; i < tags.length; i += 2) properties[layer.keys[tags[i]]] = layer.values[tags[i + 1]];
      points.push({ x: x / layer.extent, y: y / layer.extent, properties });
    }
    return true;
  });
  return points;
}

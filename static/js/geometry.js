/** Shapes and places, in numbers alone: the world, rings of clusters, names on the map, where a popup stands. */

// --- The world: web mercator as a square of side 1, north at the top; a tile is 512 px. ---

export const TILE_PX = 512;

export const worldX = (lon) => (lon + 180) / 360;
export const worldY = (lat) =>
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);
export const lonOf = (x) => x * 360 - 180;
export const latOf = (y) => (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90;

/** What a map of width × height CSS pixels shows, never turned or tilted. */
export class View {
  constructor({ lat, lon, zoom, width, height }) {
    Object.assign(this, { lat, lon, zoom, width, height });
    this.scale = TILE_PX * 2 ** zoom;
    this.left = worldX(lon) * this.scale - width / 2;
    this.top = worldY(lat) * this.scale - height / 2;
  }

  /** Pixels from the map's top left corner. */
  screen(x, y) {
    return [x * this.scale - this.left, y * this.scale - this.top];
  }

  place(px, py) {
    return {
      lon: lonOf((px + this.left) / this.scale),
      lat: latOf((py + this.top) / this.scale),
    };
  }

  /** west, south, east, north of a rectangle in pixels (by default all that is seen). */
  box(rect = { left: 0, top: 0, right: this.width, bottom: this.height }) {
    const a = this.place(rect.left, rect.bottom);
    const b = this.place(rect.right, rect.top);
    return [a.lon, a.lat, b.lon, b.lat];
  }
}

/** The tiles of one zoom that a view touches, `margin` pixels around it included; nearest to the middle first. */
export function tilesInView(view, z, margin = 0) {
  const count = 2 ** z;
  const size = view.scale / count;
  const clamp = (i) => Math.min(count - 1, Math.max(0, i));
  const span = (start, length) => [
    clamp(Math.floor((start - margin) / size)),
    clamp(Math.floor((start + length + margin) / size)),
  ];
  const [x0, x1] = span(view.left, view.width);
  const [y0, y1] = span(view.top, view.height);
  const tiles = [];
  for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) tiles.push({ z, x, y });
  const far = ({ x, y }) =>
    Math.hypot(
      (x + 0.5) * size - view.left - view.width / 2,
      (y + 0.5) * size - view.top - view.height / 2,
    );
  return tiles.sort((a, b) => far(a) - far(b));
}

/** Centre and zoom at which a box (west, south, east, north) fills the free part of a map. */
export function fit(box, { width, height, padding, maxZoom = 15 }) {
  const [west, south, east, north] = box;
  const wide = Math.max(worldX(east) - worldX(west), 1e-9);
  const high = Math.max(worldY(south) - worldY(north), 1e-9);
  const free = {
    width: Math.max(width - padding.left - padding.right, 40),
    height: Math.max(height - padding.top - padding.bottom, 40),
  };
  const zoom = Math.min(
    Math.log2(free.width / (TILE_PX * wide)),
    Math.log2(free.height / (TILE_PX * high)),
    maxZoom,
  );
  const scale = TILE_PX * 2 ** zoom;
  const x = (worldX(west) + worldX(east)) / 2 + (padding.right - padding.left) / 2 / scale;
  const y = (worldY(south) + worldY(north)) / 2 + (padding.bottom - padding.top) / 2 / scale;
  return { lon: lonOf(x), lat: latOf(y), zoom };
}

// --- Clusters: the server draws them by the same rules (atlas/drawing.py) ---

const FULL = 2 * Math.PI;
const GAP_PX = 2.4;
const LEAST_PX = 3; // a share smaller than this would not be seen
const TOP = -Math.PI / 2;

/** Outer radius in pixels of a cluster of n. */
export const radiusOf = (n) => (n >= 1000 ? 29 : Math.min(23, 13.6 + 2.6 * Math.log2(n)));

export const ringOf = (radius) => (radius < 19 ? 5 : 6);

/**
 * The ring's arcs in the order of the key, clockwise from the top: `{layer, from, to}` in radians.
 * Gaps lie between arcs; a ring of one layer is whole. A tiny share is widened at the cost of the large ones.
 */
export function arcs(counts, radius, ring = ringOf(radius)) {
  const parts = counts.map((count, layer) => ({ layer, count })).filter(({ count }) => count > 0);
  if (parts.length === 0) return [];
  if (parts.length === 1) return [{ layer: parts[0].layer, from: TOP, to: TOP + FULL }];
  const middle = radius - ring / 2;
  const gap = GAP_PX / middle;
  const free = FULL - gap * parts.length;
  const angles = widen(parts.map(({ count }) => count), free, Math.min(LEAST_PX / middle, free / parts.length));
  let at = TOP + gap / 2;
  return parts.map(({ layer }, i) => {
    const from = at;
    const to = from + angles[i];
    at = to + gap;
    return { layer, from, to };
  });
}

/** Shares out `whole` by weight, none less than `least`. */
function widen(weights, whole, least) {
  const small = new Set();
  for (;;) {
    const rest = weights.reduce((sum, weight, i) => (small.has(i) ? sum : sum + weight), 0);
    const room = whole - small.size * least;
    const before = small.size;
    weights.forEach((weight, i) => {
      if (!small.has(i) && (weight / rest) * room < least) small.add(i);
    });
    if (small.size === before || small.size === weights.length) {
      return weights.map((weight, i) => (small.has(i) ? least : (weight / rest) * room));
    }
  }
}

const NUMBERS = Object.fromEntries(["cy", "en"].map((lang) => [lang, new Intl.NumberFormat(`${lang}-GB`)]));

/** A number with its thousands apart: 9,419. */
export const grouped = (n, lang) => (NUMBERS[lang] ?? NUMBERS.en).format(n);

/** A count as it stands in the middle: 4,380, then 12k, then 1.2M. */
export function countLabel(n, lang) {
  if (n < 10_000) return grouped(n, lang);
  const [value, unit] = n < 999_500 ? [n / 1000, "k"] : [n / 1_000_000, "M"];
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}${unit}`;
}

/**
 * Small shifts that keep discs [x, y, reach, most] from lying on each other: `[[dx, dy]…]`, none longer than its
 * disc's `most` (9 pixels where it does not say). Clustering leaves marks of a small forum nearer to each other
 * than two rings are wide.
 */
export function spread(discs) {
  const shifts = discs.map(() => [0, 0]);
  const pairs = closePairs(discs);
  for (let round = 0; round < 10; round++) {
    for (const [i, j] of pairs) {
      const dx = discs[j][0] + shifts[j][0] - discs[i][0] - shifts[i][0];
      const dy = discs[j][1] + shifts[j][1] - discs[i][1] - shifts[i][1];
      const apart = Math.hypot(dx, dy);
      const lack = (discs[i][2] + discs[j][2] - apart) / 2;
      if (lack <= 0) continue;
      const [ux, uy] = apart > 0.01 ? [dx / apart, dy / apart] : [Math.SQRT1_2, -Math.SQRT1_2];
      push(shifts[i], -ux * lack, -uy * lack, discs[i][3]);
      push(shifts[j], ux * lack, uy * lack, discs[j][3]);
    }
  }
  return shifts;
}

function push(shift, dx, dy, most = 9) {
  shift[0] += dx;
  shift[1] += dy;
  const far = Math.hypot(...shift);
  if (far <= most) return;
  shift[0] *= most / far;
  shift[1] *= most / far;
}

const CELL = 80; // wider than any two discs that touch

function closePairs(discs) {
  const cells = new Map();
  const pairs = [];
  discs.forEach(([x, y], i) => {
    const [cx, cy] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    for (let gx = cx - 1; gx <= cx + 1; gx++) {
      for (let gy = cy - 1; gy <= cy + 1; gy++) {
        for (const j of cells.get(`${gx} ${gy}`) ?? []) {
          if (Math.hypot(discs[j][0] - x, discs[j][1] - y) < CELL) pairs.push([j, i]);
        }
      }
    }
    const key = `${cx} ${cy}`;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(i);
  });
  return pairs;
}

// --- Names ---

const PX = 13;
const PX2_A_NAME = 30_000; // of the map: more names than this would crowd it
const SEA_PX = 15;
const GAP = 5;
const ROOM = 5; // between one label and the next
const APART = [84, 46]; // from one named town to the next, across and down: a full valley leaves names for the rest

const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * Names for towns `[{x, y, rank, text}]` in pixels, the most important first. A label stands right of
 * its dot, else left, above, below. `marks` are discs [x, y, reach]; `blocked` boxes are never written on.
 * A place under a mark gets its name beside the mark, without a dot. `kept` names are tried where they stood.
 */
export function placeLabels(towns, { marks, blocked, width, height, measure, kept = new Map() }) {
  const taken = [...blocked];
  const discs = marks.map(([x, y, reach]) => [x - reach, y - reach, x + reach, y + reach]);
  const frame = [4, 4, width - 4, height - 4];
  const inside = (box) =>
    box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
  const placed = [];
  const named = new Set();
  const there = [];
  const alone = ({ x, y }) => !there.some((town) => Math.abs(town.x - x) < APART[0] && Math.abs(town.y - y) < APART[1]);
  const most = Math.max(8, (width * height) / PX2_A_NAME);
  for (const town of towns) {
    if (placed.length >= most) break;
    if (town.x < 0 || town.y < 0 || town.x > width || town.y > height) continue;
    const under = marks.find(([x, y, reach]) => Math.hypot(x - town.x, y - town.y) < reach + 2);
    if (under && named.has(under)) continue; // one name a mark: two would both seem to be its own
    if (town.rank >= 0 && !alone(town)) continue;
    for (const spot of spotsOf(town, under, measure, kept.get(town.key))) {
      if (!inside(spot.box) || taken.some((box) => overlaps(box, spot.box))) continue;
      if (discs.some((box) => overlaps(box, spot.tight))) continue;
      taken.push(grown(spot.box, ROOM));
      placed.push(spot.label);
      if (town.rank >= 0) there.push(town);
      if (under) named.add(under);
      break;
    }
  }
  return placed;
}

const around = (a, b) => [...[0, 1].map((i) => Math.min(a[i], b[i])), ...[2, 3].map((i) => Math.max(a[i], b[i]))];

const grown = ([a, b, c, d], by) => [a - by, b - by, c + by, d + by];

function spotsOf(town, under, measure, keptSide) {
  const sea = town.rank < 0;
  const px = sea ? SEA_PX : PX;
  const spacing = sea ? 0.6 : 0;
  const wide = measure(town.text, px) + spacing * town.text.length;
  const style = { text: town.text, key: town.key, px, spacing, kind: sea ? "sea" : "town", weight: 500 };
  if (sea) return [spot(style, town.x, town.y + px * 0.35, "center", wide, null, "middle")];
  const [x, y, reach] = under ?? [town.x, town.y, 3];
  const dot = under ? null : [town.x, town.y];
  const away = reach + GAP;
  const sides = {
    right: [x + away, y + px * 0.35, "left"],
    left: [x - away, y + px * 0.35, "right"],
    below: [x, y + away + px * 0.75, "center"],
    above: [x, y - away - px * 0.1, "center"],
  };
  const order = Object.keys(sides).sort((a, b) => (b === keptSide) - (a === keptSide));
  return order.map((side) => spot(style, ...sides[side], wide, dot, side));
}

function spot(style, x, y, align, wide, dot, side) {
  const left = align === "left" ? x : align === "right" ? x - wide : x - wide / 2;
  const tight = [left, y - style.px * 0.8, left + wide, y + style.px * 0.25];
  const box = dot ? around(tight, [dot[0] - 3, dot[1] - 3, dot[0] + 3, dot[1] + 3]) : tight;
  return { box, tight: dot ? box : tight, label: { ...style, x, y, align, dot, side } };
}

// --- Popups ---

const AWAY = 16; // from the mark's edge to the popup
const EDGE = 12; // from the popup to the map's edge
const CORNER = 24; // the nearest the leader comes to a corner

const overlap = (a, b) =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

const discBox = (x, y, r) => [x - r, y - r, x + r, y + r];

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/**
 * `anchor` [x, y] and `reach` are the mark's, `size` [width, height] the popup's, `free` the box [left, top,
 * right, bottom] where it may stand, `blocked` boxes of panels, `marks` [[x, y, reach]…], `onLand(x, y)`.
 * Gives `{side, left, top, leader, pan}`: its corner once the map has moved by `pan` [dx, dy], and the
 * leader's place along its edge.
 */
export function placePopup({ anchor, reach, size, free, blocked = [], marks = [], onLand = () => false }) {
  const choices = candidates(anchor, reach, size).map((choice) => {
    const pan = panInto(choice.box, free);
    const box = shifted(choice.box, pan);
    const seen = { ...choice, pan, box };
    return { ...seen, cost: cost(seen, { blocked, marks, onLand, anchor, reach }) };
  });
  const best = choices.reduce((a, b) => (b.cost < a.cost ? b : a));
  const [left, top] = best.box;
  return { side: best.side, left, top, leader: best.leader, pan: best.pan };
}

function candidates([x, y], reach, [width, height]) {
  const away = reach + AWAY;
  const found = [];
  for (const share of [0.5, 0.25, 0.8, 0.1, 0.92]) {
    const down = clamp(height * share, Math.min(CORNER, height / 2), Math.max(height - CORNER, height / 2));
    const across = clamp(width * share, CORNER, width - CORNER);
    found.push(
      { side: "left", leader: down, box: boxAt(x - away - width, y - down, width, height) },
      { side: "right", leader: down, box: boxAt(x + away, y - down, width, height) },
      { side: "above", leader: across, box: boxAt(x - across, y - away - height, width, height) },
      { side: "below", leader: across, box: boxAt(x - across, y + away, width, height) },
    );
  }
  return found;
}

const boxAt = (left, top, width, height) => [left, top, left + width, top + height];
const shifted = ([a, b, c, d], [dx, dy]) => [a + dx, b + dy, c + dx, d + dy];

/** The least movement that brings a box inside the free part. */
export function panInto([left, top, right, bottom], free) {
  const along = (from, to, least, most) => {
    if (from < least + EDGE) return least + EDGE - from;
    return to > most - EDGE ? Math.max(most - EDGE - to, least + EDGE - from) : 0;
  };
  return [along(left, right, free[0], free[2]), along(top, bottom, free[1], free[3])];
}

function cost({ side, box, pan }, { blocked, marks, onLand, anchor, reach }) {
  const before = shifted(box, [-pan[0], -pan[1]]); // over the land and marks as they lie now
  const covered = marks.filter(([x, y, r]) => overlap(before, discBox(x, y, r)) > 0);
  const own = discBox(anchor[0] + pan[0], anchor[1] + pan[1], reach);
  const hidden = [...blocked].reduce((sum, panel) => sum + overlap(box, panel) + 20 * overlap(own, panel), 0);
  return (
    landShare(before, onLand) * 400 +
    covered.length * 45 +
    hidden * 0.2 +
    Math.hypot(...pan) * 0.5 +
    (side === "left" || side === "right" ? 0 : 30)
  );
}

function landShare([left, top, right, bottom], onLand) {
  let land = 0;
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      if (onLand(left + ((right - left) * (i + 0.5)) / 5, top + ((bottom - top) * (j + 0.5)) / 5)) land++;
    }
  }
  return land / 25;
}

// --- The keyboard ---

/** The mark to go to from `here` in a direction: near, and rather ahead than aside. Null at the rim. */
export function neighbour(here, others, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const other of others) {
    const ahead = (other.x - here.x) * dx + (other.y - here.y) * dy;
    const aside = Math.abs((other.x - here.x) * dy) + Math.abs((other.y - here.y) * dx);
    if (other === here || ahead <= 0.5 || aside > 3 * ahead + 12) continue;
    if (ahead + 2 * aside < least) [best, least] = [other, ahead + 2 * aside];
  }
  return best;
}

/** Where the map is and what it looks like: its view, the drawing that is its ground, colours and symbols. */

import { TILE_PX, View, fit, worldX, worldY } from "./geometry.js";

/** The view of the server's drawing: its frame's bounds on the screen say centre and zoom exactly. */
export function viewOfFrame(frame, host) {
  const { west, east, north } = frame.dataset;
  const inner = frame.getBoundingClientRect();
  const outer = host.getBoundingClientRect();
  const wide = worldX(Number(east)) - worldX(Number(west));
  const zoom = Math.log2(inner.width / (TILE_PX * wide));
  const corner = new View({ lat: Number(north), lon: Number(west), zoom, width: 0, height: 0 });
  const middle = corner.place(
    outer.left + host.clientWidth / 2 - inner.left,
    outer.top + host.clientHeight / 2 - inner.top,
  );
  return { ...middle, zoom };
}

const MAX_ZOOM = 18;
const OUT_BY = 3; // how many zooms one can leave the site's own area behind

/** Where the map begins, and how far it goes: `{lat, lon, zoom, least, most}`. */
export function cameraOf(start, area, host) {
  const whole = fit(area, { width: host.clientWidth, height: host.clientHeight, padding: NO_PADDING });
  return { ...start, least: Math.max(0, Math.min(whole.zoom - OUT_BY, start.zoom)), most: MAX_ZOOM };
}

export const NO_PADDING = { top: 0, right: 0, bottom: 0, left: 0 };

/** What the map shows now, for our own arithmetic. */
export function currentView(map) {
  const { lng, lat } = map.getCenter();
  const host = map.getContainer();
  return new View({ lat, lon: lng, zoom: map.getZoom(), width: host.clientWidth, height: host.clientHeight });
}

/** Moves there, without a flight where motion is not wanted. What the map says of it. */
export function moveTo(map, { lat, lon, zoom }, { far = false, jump = false } = {}) {
  const camera = { center: [lon, lat], zoom };
  const ms = motionMs();
  if (jump || ms === 0) return map.jumpTo(camera);
  return map.easeTo({ ...camera, duration: far ? 4 * ms : 2 * ms, essential: true });
}

export function fitBox(map, box, padding, { maxZoom = 15, minZoom = 0 } = {}) {
  const host = map.getContainer();
  const camera = fit(box, { width: host.clientWidth, height: host.clientHeight, padding, maxZoom });
  moveTo(map, { ...camera, zoom: Math.max(camera.zoom, minZoom) }, { far: true });
}

/** Pixels of the map's edges that panels cover, judged from where they stand now. */
export function coveredEdges(host, panels) {
  const map = host.getBoundingClientRect();
  const covered = { ...NO_PADDING };
  for (const panel of panels) {
    const box = panel?.getBoundingClientRect();
    if (!box || box.width === 0 || box.bottom <= map.top || box.top >= map.bottom) continue;
    if (box.right <= map.left || box.left >= map.right) continue;
    if (box.width > 0.8 * map.width) {
      if (box.top > map.top + map.height / 3) covered.bottom = Math.max(covered.bottom, map.bottom - box.top);
      else covered.top = Math.max(covered.top, box.bottom - map.top);
    } else if (box.height > 0.8 * map.height) {
      if (box.left <= map.left + 1) covered.left = Math.max(covered.left, box.right - map.left);
      else covered.right = Math.max(covered.right, map.right - box.left);
    }
  }
  return covered;
}

// --- The drawing ---

const STRETCHED = 2.5; // times its size from which on the drawing's lines and letters would be what one sees
const ROUGHEST = 0.9; // pixels that the unit of the drawing may have before its steps are seen
const MARGIN = 30; // pixels beside the view, for the bands along the drawing's cut edges

/** The server's drawing as the live map's ground: it lies there already, and the first view needs no other. */
export class Drawing {
  /** Of the moment when the drawing shows this view: whatever becomes of the page, it stays there. */
  constructor(frame, view) {
    this.frame = frame;
    this.view = view;
    this.stays = false; // whether it is the ground of the live map
    const box = frame.getBoundingClientRect();
    const map = frame.offsetParent.getBoundingClientRect();
    this.at = [box.left - map.left, box.top - map.top];
    const [left, top, width, height] = [...this.at, box.width, box.height].map((side) => `${side}px`);
    Object.assign(frame.style, { left, top, width, height, aspectRatio: "auto", transform: "none", transformOrigin: "0 0" });
    this.sheet = sheetOf(frame);
  }

  /** Whether it is wide and fine enough for the view. */
  get serves() {
    if (!this.sheet) return false;
    const { left, top, right, bottom, unit } = this.sheet;
    const { scale, width, height } = this.view;
    const [x0, y0] = this.view.screen(left, top);
    const [x1, y1] = this.view.screen(right, bottom);
    if (x0 > -MARGIN || y0 > -MARGIN || x1 < width + MARGIN || y1 < height + MARGIN) return false;
    return unit * scale <= ROUGHEST;
  }

  /** Moves with the map. */
  follow({ left, top, scale }) {
    const { view, at: [x, y] } = this;
    const by = scale / view.scale;
    this.frame.toggleAttribute("data-stretched", by > STRETCHED);
    const [dx, dy] = [by * (view.left + x) - left - x, by * (view.top + y) - top - y];
    this.frame.style.transform = `translate(${dx}px,${dy}px) scale(${by})`;
  }

  /** The map has a ground of its own now: the drawing need not follow it any more. */
  leave() {
    this.stays = false;
    this.frame.dataset.left = "";
    delete document.documentElement.dataset.drawn;
  }

  /** Whether a place of the world (0 to 1) is on the site's own land. */
  onLand(x, y) {
    const { left, top, unit, land } = this.sheet ?? {};
    return land?.isPointInFill(new DOMPoint((x - left) / unit, (y - top) / unit)) ?? false;
  }
}

/** What the drawing has of the ground: its edges in the world (0 to 1), the side of its unit, and its land. */
function sheetOf(frame) {
  const sheet = frame.querySelector(".ground");
  if (!sheet) return null;
  const { west, south, east, north } = Object.fromEntries(
    Object.entries(frame.dataset).map(([side, degrees]) => [side, Number(degrees)]),
  );
  const share = (name, whole) => (parseFloat(sheet.getAttribute(name)) / 100) * whole;
  const [wide, high] = [worldX(east) - worldX(west), worldY(south) - worldY(north)];
  const [left, top] = [worldX(west) + share("x", wide), worldY(north) + share("y", high)];
  const unit = share("height", high) / Number(sheet.getAttribute("viewBox").split(" ")[3]);
  const [right, bottom] = [left + share("width", wide), top + share("height", high)];
  return { left, top, right, bottom, unit, land: sheet.querySelector(".land") };
}

// --- Colours and symbols, read from the page ---

const TOKENS = {
  ink: "--ink", ink2: "--ink-2", paper: "--paper", raised: "--raised", focus: "--focus", focusGap: "--focus-gap",
  sea: "--sea", sea1: "--sea-1", sea2: "--sea-2", sea3: "--sea-3", coast: "--coast", land: "--land",
  out: "--land-out", border: "--border", nation: "--nation", label: "--label", labelSea: "--label-sea",
  labelHalo: "--halo", halo: "--l-halo", mark: "--l-mark", edge: "--l-edge",
};

const dark = matchMedia("(prefers-color-scheme: dark)");

/** The colours of now: `{dark, font, ink, sea, … , layers: [colour, …]}`. */
export function readTheme(layers) {
  const style = getComputedStyle(document.documentElement);
  const theme = { dark: dark.matches, font: style.getPropertyValue("--font").trim() || "sans-serif" };
  Object.assign(theme, coloursOf(style));
  theme.layers = layers.map((layer) => (theme.dark ? layer.dark : layer.colour));
  return theme;
}

/** Tokens as rgb(…), worked out by the browser. All at once. */
function coloursOf(style) {
  const probes = document.createElement("div");
  probes.hidden = true;
  probes.style.forcedColorAdjust = "none"; // a map in two colours says nothing
  for (const token of Object.values(TOKENS)) {
    const probe = document.createElement("span");
    probe.style.color = `var(${token})`;
    probes.append(probe);
  }
  document.body.append(probes);
  const colours = Object.entries(TOKENS).map(([name, token], i) => [
    name,
    style.getPropertyValue(token) ? getComputedStyle(probes.children[i]).color : "",
  ]);
  probes.remove();
  return Object.fromEntries(colours);
}

/** `signal` ends it. */
export function onThemeChange(act, signal) {
  dark.addEventListener("change", act, { signal });
}

const still = matchMedia("(prefers-reduced-motion: reduce)");
export const motionMs = () => (still.matches ? 0 : 180);

const LETTERS_MS = 3000;

/**
 * A canvas does not wait for its font, so the page does; but a font that fails or is late does not stop the map.
 * Only the letters of `text`: a font that comes late has the whole page drawn again.
 */
export function loadLetters(font, text) {
  const load = (weight) => document.fonts.load(`${weight} 13px ${font}`, `A1${text}`);
  const late = new Promise((done) => setTimeout(done, LETTERS_MS));
  return Promise.race([Promise.allSettled(["500", "640"].map(load)), late]);
}

/** The symbols of the page as paths on a 24 × 24 field: Map of name → `{body, details: [{path, kind, width}]}`. */
export function readShapes() {
  const shapes = new Map();
  for (const symbol of document.querySelectorAll("symbol[id^='shape-']")) {
    const parts = [...symbol.children].map((part) => ({ path: pathOf(part), ...paintOf(part) }));
    shapes.set(symbol.id.slice("shape-".length), {
      body: parts.find(({ kind }) => kind === "body").path,
      details: parts.filter(({ kind }) => kind !== "body"),
    });
  }
  return shapes;
}

function pathOf(part) {
  if (part.tagName === "path") return new Path2D(part.getAttribute("d"));
  const circle = new Path2D();
  const [cx, cy, r] = ["cx", "cy", "r"].map((name) => Number(part.getAttribute(name)));
  circle.arc(cx, cy, r, 0, 2 * Math.PI);
  return circle;
}

function paintOf(part) {
  const width = parseFloat(getComputedStyle(part).strokeWidth) || 2;
  if (part.classList.contains("edge")) return { kind: "edge", width };
  if (part.classList.contains("line")) return { kind: "line", width };
  if (part.classList.contains("mark")) return { kind: "mark", width };
  return { kind: "body", width };
}

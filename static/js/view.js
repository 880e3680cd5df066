/** MapLibre in the place of the drawing: the same centre and zoom, only flat and north up. */

import { Map as LibreMap, prewarm, setWorkerUrl } from "../maplibre-gl/maplibre-gl.mjs";
import { TILE_PX, View, fit, worldX, worldY } from "./geometry.js";

setWorkerUrl(new URL("../maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);

export { prewarm };

const MAX_ZOOM = 18;
const OUT_BY = 3; // how many zooms one can leave the site's own area behind

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

const NOTHING = { version: 8, sources: {}, layers: [] };

/** `isDrawn`: without a ground of its own. */
export function createMap({ host, data, start, theme, isDrawn = false }) {
  const least = fit(data.area, { width: host.clientWidth, height: host.clientHeight, padding: NO_PADDING });
  const map = new LibreMap({
    container: host,
    style: isDrawn ? NOTHING : styleOf(data, theme),
    center: [start.lon, start.lat],
    zoom: start.zoom,
    minZoom: Math.max(0, Math.min(least.zoom - OUT_BY, start.zoom)),
    maxZoom: MAX_ZOOM,
    attributionControl: false,
    renderWorldCopies: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { "Map.Title": data.words.map },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

export const NO_PADDING = { top: 0, right: 0, bottom: 0, left: 0 };

/** What the map shows now, for our own arithmetic. */
export function currentView(map) {
  const { lng, lat } = map.getCenter();
  const host = map.getContainer();
  return new View({ lat, lon: lng, zoom: map.getZoom(), width: host.clientWidth, height: host.clientHeight });
}

/** Moves there, without a flight where motion is not wanted. */
export function moveTo(map, { lat, lon, zoom }, { far = false } = {}) {
  const camera = { center: [lon, lat], zoom };
  const ms = motionMs();
  if (ms === 0) map.jumpTo(camera);
  else map.easeTo({ ...camera, duration: far ? 4 * ms : 2 * ms, essential: true });
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

// --- The ground ---

const fill = (id, kind, colour) => ({
  id,
  type: "fill",
  source: "ground",
  filter: ["==", ["get", "kind"], kind],
  paint: { "fill-color": colour, "fill-antialias": true },
});

/** As it is from afar, and what it becomes close to: a coast known to half a kilometre shall not look exact. */
const softening = (far, close) => ["interpolate", ["linear"], ["zoom"], 8.5, far, 12, close];

const line = (id, kinds, colour, width, blur = 0) => ({
  id,
  type: "line",
  source: "ground",
  filter: ["in", ["get", "kind"], ["literal", kinds]],
  layout: { "line-join": "round", "line-cap": "round" },
  paint: { "line-color": colour, "line-width": width, "line-blur": blur },
});

/** Each paint that depends on light or dark: layer, property, name in the theme. */
const PAINTS = [
  ["sea", "background-color", "sea"],
  ["band-3", "line-color", "sea1"],
  ["band-2", "line-color", "sea2"],
  ["band-1", "line-color", "sea3"],
  ["out", "fill-color", "out"],
  ["land", "fill-color", "land"],
  ["authority", "line-color", "border"],
  ["out-coast", "line-color", "coast"],
  ["nation", "line-color", "nation"],
  ["coast", "line-color", "nation"],
];

export const styleOf = (data, theme) =>
  data.style ?? groundStyle(data.basemap, theme, matchMedia("(max-width: 719.98px)").matches);

/** `ground` is the address of its GeoJSON. */
function groundStyle(ground, theme, narrow = false) {
  const [wide, middle, close] = narrow ? [36, 20, 8] : [58, 34, 14]; // the drawing's own widths
  const colour = Object.fromEntries(PAINTS.map(([layer, , name]) => [layer, theme[name]]));
  return {
    version: 8,
    transition: { duration: 0, delay: 0 }, // from light to dark at once, like the page
    sources: { ground: { type: "geojson", data: ground, tolerance: 0.2, buffer: 64, maxzoom: 12 } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour.sea } },
      line("band-3", ["land", "out"], colour["band-3"], wide, softening(0, 22)),
      line("band-2", ["land", "out"], colour["band-2"], middle, softening(0, 14)),
      line("band-1", ["land", "out"], colour["band-1"], softening(close, close + 4), softening(0, 9)),
      fill("out", "out", colour.out),
      line("out-coast", ["out"], colour["out-coast"], softening(1, 7), softening(0, 7)),
      fill("land", "land", colour.land),
      line("authority", ["authority"], colour.authority, 1),
      line("nation", ["nation"], colour.nation, 1.5),
      line("coast", ["land"], colour.coast, softening(2, 9), softening(0, 9)),
    ],
  };
}

/** Repaints the same style in other colours: no flash, no new request. */
export function recolour(map, theme) {
  for (const [layer, property, name] of PAINTS) {
    if (map.getLayer(layer)) map.setPaintProperty(layer, property, theme[name]);
  }
  map.triggerRepaint();
}

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

/** The ground itself takes the drawing's place as soon as somebody turns to the map, once; `taken` says that it has. */
export function groundWhenUsed(map, makeStyle, taken) {
  const host = map.getContainer();
  const turns = ["pointerenter", "touchstart", "focusin"];
  const drawn = () => {
    if (!map.loaded()) return;
    map.off("render", drawn);
    taken();
  };
  const turn = () => {
    turns.forEach((name) => host.removeEventListener(name, turn));
    ["movestart", "resize"].forEach((name) => map.off(name, turn));
    map.setStyle(makeStyle(), { diff: false });
    map.on("render", drawn);
  };
  turns.forEach((name) => host.addEventListener(name, turn, { passive: true }));
  ["movestart", "resize"].forEach((name) => map.on(name, turn));
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
  const theme = { dark: isDark(style), font: style.getPropertyValue("--font").trim() || "sans-serif" };
  for (const [name, token] of Object.entries(TOKENS)) theme[name] = colourOf(style, token);
  theme.layers = layers.map((layer) => (theme.dark ? layer.dark : layer.colour));
  return theme;
}

function isDark(style) {
  const scheme = style.colorScheme;
  if (scheme === "dark" || scheme === "light") return scheme === "dark";
  return dark.matches;
}

const probe = document.createElement("span");

/** A token as rgb(…): light-dark() and names are worked out by the browser, since a canvas knows neither. */
function colourOf(style, token) {
  if (!style.getPropertyValue(token)) return "";
  probe.hidden = true;
  probe.style.forcedColorAdjust = "none"; // a map in two colours says nothing
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/** `signal` ends it. */
export function onThemeChange(act, signal) {
  const observer = new MutationObserver(act);
  dark.addEventListener("change", act, { signal });
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  signal?.addEventListener("abort", () => observer.disconnect());
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

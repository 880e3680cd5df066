/** MapLibre in the place of the drawing: the same centre and zoom, only flat and north up. */

import { Map as LibreMap, setWorkerUrl } from "../maplibre-gl/maplibre-gl.mjs";
import { TILE_PX, View, fit, worldX } from "./mercator.js";
import { groundStyle } from "./style.js";
import { motionMs } from "./theme.js";

setWorkerUrl(new URL("../maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);

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

export function createMap({ host, data, start, theme }) {
  const least = fit(data.area, { width: host.clientWidth, height: host.clientHeight, padding: NO_PADDING });
  const map = new LibreMap({
    container: host,
    style: data.style ?? groundStyle(data.ground, theme),
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

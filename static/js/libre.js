/** MapLibre: made for who turns to the map, over the drawing, which it replaces once it has the same ground. */

import { Map as LibreMap, setWorkerUrl } from "../maplibre-gl/maplibre-gl.mjs";

setWorkerUrl(new URL("../maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);

/** There is no WebGL here. */
class NoWebGL extends Error {
  name = "NoWebGL";
}

/** `camera`: its centre (`lat`, `lon`), zoom and limits. The map's `whole` promises that all it shows is there. */
export function createMap({ host, data, camera, theme }) {
  const map = begun({
    container: host,
    style: groundStyle(data.basemap, theme),
    center: [camera.lon, camera.lat],
    zoom: camera.zoom,
    minZoom: camera.least,
    maxZoom: camera.most,
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
  map.whole = new Promise((done) => {
    const drawn = () => {
      if (!map.loaded()) return;
      map.off("render", drawn);
      done();
    };
    map.on("render", drawn);
  });
  return map;
}

function begun(options) {
  try {
    return new LibreMap(options);
  } catch (error) {
    throw new NoWebGL(error.message);
  }
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

/** `ground` is the address of its GeoJSON. */
function groundStyle(ground, theme) {
  const narrow = matchMedia("(max-width: 719.98px)").matches;
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

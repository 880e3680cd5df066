/** The ground as a MapLibre style: sea bands, land, coast, borders. Names are drawn on our own canvas. */

const fill = (id, kind, colour) => ({
  id,
  type: "fill",
  source: "ground",
  filter: ["==", ["get", "kind"], kind],
  paint: { "fill-color": colour, "fill-antialias": true },
});

const line = (id, kinds, colour, width) => ({
  id,
  type: "line",
  source: "ground",
  filter: ["in", ["get", "kind"], ["literal", kinds]],
  layout: { "line-join": "round", "line-cap": "round" },
  paint: { "line-color": colour, "line-width": width },
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

export const LAND_LAYERS = ["land", "out"];

/** `ground` is the address of basemap.json. */
export function groundStyle(ground, theme) {
  const colour = Object.fromEntries(PAINTS.map(([layer, , name]) => [layer, theme[name]]));
  return {
    version: 8,
    sources: { ground: { type: "geojson", data: ground, tolerance: 0.2, buffer: 64, maxzoom: 12 } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour.sea } },
      line("band-3", ["land", "out"], colour["band-3"], 58),
      line("band-2", ["land", "out"], colour["band-2"], 34),
      line("band-1", ["land", "out"], colour["band-1"], 14),
      fill("out", "out", colour.out),
      line("out-coast", ["out"], colour["out-coast"], 1),
      fill("land", "land", colour.land),
      line("authority", ["authority"], colour.authority, 1),
      line("nation", ["nation"], colour.nation, 1.5),
      line("coast", ["land"], colour.coast, 2),
    ],
  };
}

/** Repaints the same style in other colours: no flash, no new request. */
export function recolour(map, theme) {
  for (const [layer, property, name] of PAINTS) {
    if (map.getLayer(layer)) map.setPaintProperty(layer, property, theme[name]);
  }
}

/** The coast as data: given to MapLibre, and asked whether a place is on land. */

import { worldX, worldY } from "./mercator.js";

const UNITS = 1 << 20; // the world's side in the path's units: 40 m at the equator

/** basemap.json, and `onLand(x, y)` for a place of the world (0 to 1): the site's own land only. */
export async function loadGround(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const shapes = await answer.json();
  const land = new Path2D();
  for (const { properties, geometry } of shapes.features) {
    if (properties.kind !== "land") continue;
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const ring of polygons.flat()) trace(land, ring);
  }
  const context = document.createElement("canvas").getContext("2d");
  return { shapes, onLand: (x, y) => context.isPointInPath(land, x * UNITS, y * UNITS) };
}

function trace(path, ring) {
  ring.forEach(([lon, lat], i) => {
    const [x, y] = [worldX(lon) * UNITS, worldY(lat) * UNITS];
    if (i === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
  path.closePath();
}

/** Web mercator: the world is a square of side 1, north at the top; a tile is 512 px. */

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

import assert from "node:assert/strict";
import { test } from "node:test";
import { View, fit, latOf, lonOf, tilesInView, worldX, worldY } from "../../static/js/geometry.js";

const WALES = [-5.6, 51.3, -2.6, 53.5];
const PADDING = { top: 20, right: 340, bottom: 20, left: 20 };

test("a place goes to the world's square and back", () => {
  assert.ok(Math.abs(latOf(worldY(52.4)) - 52.4) < 1e-9);
  assert.ok(Math.abs(lonOf(worldX(-4.08)) + 4.08) < 1e-9);
});

test("the middle of a view is its own place, and pixels read back as that place", () => {
  const view = new View({ lat: 52.4, lon: -4.08, zoom: 7.3, width: 1000, height: 800 });
  const [x, y] = view.screen(worldX(-4.08), worldY(52.4));
  assert.ok(Math.abs(x - 500) < 1e-6 && Math.abs(y - 400) < 1e-6);
  assert.ok(Math.abs(view.place(500, 400).lat - 52.4) < 1e-9);
});

test("a fitted box lies in the free part of the map", () => {
  const size = { width: 1000, height: 800 };
  const view = new View({ ...fit(WALES, { ...size, padding: PADDING }), ...size });
  const [left, bottom] = view.screen(worldX(WALES[0]), worldY(WALES[1]));
  const [right, top] = view.screen(worldX(WALES[2]), worldY(WALES[3]));
  assert.ok(left >= 19.9 && right <= 660.1 && top >= 19.9 && bottom <= 780.1);
});

test("a single point is fitted at the largest zoom allowed", () => {
  assert.equal(fit([-4, 52, -4, 52], { width: 500, height: 500, padding: PADDING, maxZoom: 14 }).zoom, 14);
});

test("a view of a few hundred pixels needs few tiles, the middle one first", () => {
  const view = new View({ lat: 52.4, lon: -4.08, zoom: 7, width: 1000, height: 800 });
  const tiles = tilesInView(view, 7, 40);
  assert.ok(tiles.length >= 4 && tiles.length <= 9);
  assert.equal(tiles[0].x, Math.floor(worldX(-4.08) * 128));
});

test("at the end of the world there are no tiles beyond it", () => {
  const view = new View({ lat: 80, lon: -179, zoom: 2, width: 1000, height: 800 });
  assert.ok(tilesInView(view, 2, 40).every(({ x, y }) => x >= 0 && y >= 0 && x < 4 && y < 4));
});

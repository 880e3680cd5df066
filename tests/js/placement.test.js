import assert from "node:assert/strict";
import { test } from "node:test";
import { panInto, placePopup } from "../../static/js/geometry.js";

const MAP = { size: [304, 270], free: [0, 0, 1000, 800], reach: 20 };
const LAND = (x) => x > 400; // sea in the west

const boxOf = ({ left, top }, [width, height]) => [left, top, left + width, top + height];

test("a popup opens towards the sea", () => {
  assert.equal(placePopup({ ...MAP, anchor: [430, 400], onLand: LAND }).side, "left");
  assert.equal(placePopup({ ...MAP, anchor: [430, 400], onLand: (x) => x < 460 }).side, "right");
});

test("a popup in the middle needs no panning and points at its mark", () => {
  const placed = placePopup({ ...MAP, anchor: [500, 400], onLand: LAND });
  assert.deepEqual(placed.pan, [0, 0]);
  assert.ok(Math.abs(placed.top + placed.leader - 400) < 1);
});

test("near the edge the map moves to make room, the popup wholly inside", () => {
  const placed = placePopup({ ...MAP, anchor: [60, 20], onLand: LAND });
  const [left, top, right, bottom] = boxOf(placed, MAP.size);
  assert.ok(left >= 12 && top >= 12 && right <= 988 && bottom <= 788);
});

test("the side that covers fewer marks is taken", () => {
  const marks = [[200, 380, 20], [260, 420, 20], [220, 300, 20]];
  assert.notEqual(placePopup({ ...MAP, anchor: [500, 400], marks }).side, "left");
});

test("a popup keeps off the key", () => {
  const key = [660, 0, 1000, 500];
  const placed = placePopup({ ...MAP, anchor: [560, 200], blocked: [key], onLand: (x) => x < 560 });
  const [left, top] = [placed.left, placed.top];
  assert.ok(left + 304 <= 660 || top >= 500, JSON.stringify(placed));
});

test("a box that is inside needs no movement, one that is outside the least", () => {
  assert.deepEqual(panInto([50, 50, 90, 90], [0, 0, 200, 200]), [0, 0]);
  assert.deepEqual(panInto([-10, 150, 30, 195], [0, 0, 200, 200]), [22, -7]);
});

test("a box larger than the room keeps its top left corner in sight", () => {
  assert.deepEqual(panInto([0, 0, 400, 400], [0, 0, 200, 200]), [12, 12]);
});

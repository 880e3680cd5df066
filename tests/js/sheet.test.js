import assert from "node:assert/strict";
import { test } from "node:test";
import { restAt, restHeights } from "../../static/js/panel.js";

const HEIGHTS = restHeights(770);

test("the sheet rests at 264 pixels, half way, or full", () => {
  assert.equal(HEIGHTS.peek, 264);
  assert.equal(HEIGHTS.full, 770);
  assert.ok(HEIGHTS.half > HEIGHTS.peek && HEIGHTS.half < HEIGHTS.full);
});

test("let go slowly it goes to the nearest rest", () => {
  assert.equal(restAt(290, 0.1, HEIGHTS), "peek");
  assert.equal(restAt(400, -0.1, HEIGHTS), "half");
  assert.equal(restAt(700, 0, HEIGHTS), "full");
});

test("a flick goes on in its direction", () => {
  assert.equal(restAt(290, 1, HEIGHTS), "half");
  assert.equal(restAt(500, 1, HEIGHTS), "full");
  assert.equal(restAt(700, -1, HEIGHTS), "half");
  assert.equal(restAt(300, -1, HEIGHTS), "peek");
});

test("a flick beyond the last rest stays there", () => {
  assert.equal(restAt(770, 2, HEIGHTS), "full");
  assert.equal(restAt(200, -2, HEIGHTS), "peek");
});

test("on a low screen the low rest leaves the map more than half", () => {
  assert.ok(restHeights(360).peek < 180);
  assert.equal(restHeights(574).peek, 150);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { spread } from "../../static/js/geometry.js";

function apart(discs, shifts, i, j) {
  const [across, down] = [0, 1].map((axis) => discs[i][axis] + shifts[i][axis] - discs[j][axis] - shifts[j][axis]);
  return Math.hypot(across, down);
}

test("two rings that would touch are moved apart until they do not", () => {
  const discs = [[100, 100, 18], [128, 100, 18]];
  const shifts = spread(discs);
  assert.ok(apart(discs, shifts, 0, 1) >= 35.9);
});

test("marks that stand free are not moved", () => {
  assert.deepEqual(spread([[0, 0, 18], [60, 0, 18]]), [[0, 0], [0, 0]]);
});

test("no mark goes farther from its place than a few pixels, however crowded", () => {
  const discs = Array.from({ length: 40 }, (_, i) => [(i % 8) * 20, Math.floor(i / 8) * 20, 20]);
  assert.ok(spread(discs).every(([dx, dy]) => Math.hypot(dx, dy) <= 9.001));
});

test("moving the map does not change how marks are shifted", () => {
  const discs = [[100, 100, 18], [128, 110, 18], [90, 130, 14]];
  const moved = discs.map(([x, y, r]) => [x + 333, y - 80, r]);
  spread(discs).forEach(([dx, dy], i) => {
    const [mx, my] = spread(moved)[i];
    assert.ok(Math.abs(dx - mx) < 1e-6 && Math.abs(dy - my) < 1e-6);
  });
});

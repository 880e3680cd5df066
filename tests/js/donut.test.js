import assert from "node:assert/strict";
import { test } from "node:test";
import { arcs, countLabel, radiusOf, ringOf } from "../../static/js/geometry.js";

const FULL = 2 * Math.PI;

test("a cluster grows with its number, up to 23 pixels, and 29 for four figures", () => {
  assert.ok(Math.abs(radiusOf(2) - 16.2) < 1e-9);
  assert.ok(radiusOf(7) < radiusOf(12));
  assert.equal(radiusOf(999), 23);
  assert.equal(radiusOf(4380), 29);
});

test("a ring of one layer is whole, without a gap", () => {
  const [arc, ...more] = arcs([0, 5, 0], 20);
  assert.equal(more.length, 0);
  assert.equal(arc.layer, 1);
  assert.ok(Math.abs(arc.to - arc.from - FULL) < 1e-9);
});

test("arcs go clockwise from the top in the key's order, their gaps 2.4 pixels wide", () => {
  const radius = 20;
  const middle = radius - ringOf(radius) / 2;
  const found = arcs([3, 0, 4], radius);
  assert.deepEqual(found.map(({ layer }) => layer), [0, 2]);
  const gap = found[1].from - found[0].to;
  assert.ok(Math.abs(gap * middle - 2.4) < 1e-9);
  assert.ok(Math.abs(found[0].from - gap / 2 + Math.PI / 2) < 1e-9);
});

test("arcs and gaps together close the circle, and shares keep their proportion", () => {
  const [a, b] = arcs([1, 3], 22);
  const gap = b.from - a.to;
  assert.ok(Math.abs(a.to - a.from + b.to - b.from + 2 * gap - FULL) < 1e-9);
  assert.ok(Math.abs((b.to - b.from) / (a.to - a.from) - 3) < 1e-9);
});

test("one among a thousand is still seen", () => {
  const radius = radiusOf(1001);
  const found = arcs([1000, 1], radius);
  assert.ok((found[1].to - found[1].from) * (radius - 3) > 2.9);
});

test("six layers fit into the smallest ring", () => {
  const found = arcs([1, 1, 1, 1, 1, 1], radiusOf(6));
  assert.ok(found.every(({ from, to }) => to > from));
  assert.ok(found.at(-1).to < -Math.PI / 2 + FULL);
});

test("nothing has no ring", () => assert.deepEqual(arcs([0, 0], 20), []));

test("a ring is six pixels broad from five entries on", () => {
  assert.deepEqual([2, 4, 5, 40, 4380].map((n) => ringOf(radiusOf(n))), [5, 5, 6, 6, 6]);
});

test("counts stay short enough for the middle", () => {
  assert.equal(countLabel(7, "en"), "7");
  assert.equal(countLabel(4380, "en"), "4,380");
  assert.equal(countLabel(9999, "en"), "9,999");
  assert.equal(countLabel(12_345, "cy"), "12k");
  assert.equal(countLabel(12_500, "cy"), "13k");
  assert.equal(countLabel(999_499, "en"), "999k");
  assert.equal(countLabel(999_900, "en"), "1M");
  assert.equal(countLabel(1_240_000, "en"), "1.2M");
  assert.equal(countLabel(9_960_000, "en"), "10M");
  assert.equal(countLabel(12_500_000, "en"), "13M");
});

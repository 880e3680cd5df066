import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour } from "../../static/js/geometry.js";
import { marksOf, mixOf, nearest } from "../../static/js/tiles.js";
import { tile } from "./tile.js";

test("a tile's marks have their place in the world, counts by layer, and names in both languages", () => {
  const bytes = tile("marks", [
    { x: 2048, y: 1024, tags: { id: "7K2M", n: 12, l0: 7, l2: 5 } },
    { x: 0, y: 4096, tags: { id: "9QWX", n: 1, l: 6, en: "Mill", cy: "Melin Tŷ" } },
  ]);
  const [cluster, pin] = marksOf(bytes, { z: 1, x: 1, y: 0 }, [true, true, true]);
  assert.deepEqual([cluster.id, cluster.n, cluster.x, cluster.y], ["7K2M", 12, 0.75, 0.125]);
  assert.deepEqual(cluster.counts, [7, 0, 5]);
  assert.deepEqual(pin.counts, [0, 1, 1]);
  assert.deepEqual(pin.name, { en: "Mill", cy: "Melin Tŷ" });
});

test("a hidden layer counts nothing in what is shown beside it", () => {
  const bytes = tile("marks", [
    { x: 1, y: 1, tags: { id: "A", n: 9, l0: 4, l1: 7 } },
    { x: 2, y: 2, tags: { id: "B", n: 1, l: 3 } },
  ]);
  assert.deepEqual(marksOf(bytes, { z: 0, x: 0, y: 0 }, [false, true]).map(({ counts }) => counts), [[0, 7], [0, 1]]);
});

test("other layers of a tile are not marks", () => {
  assert.deepEqual(marksOf(tile("roads", [{ x: 1, y: 1, tags: { id: "A" } }]), { z: 0, x: 0, y: 0 }, [true, true]), []);
});

test("a count beyond 32 bits is read whole", () => {
  const bytes = tile("marks", [{ x: 1, y: 1, tags: { id: "A", n: 5_000_000_000 } }]);
  const [mark] = marksOf(bytes, { z: 0, x: 0, y: 0 }, [true]);
  assert.equal(mark.n, 5_000_000_000);
});

test("an empty tile has no marks", () => {
  assert.deepEqual(marksOf(new Uint8Array(), { z: 0, x: 0, y: 0 }, [true, true]), []);
});

test("the nearest mark is the nearest", () => {
  const [a, b] = [{ x: 0.1, y: 0.1 }, { x: 0.5, y: 0.5 }];
  assert.equal(nearest([a, b], { x: 0.4, y: 0.4 }), b);
  assert.equal(nearest([], { x: 0, y: 0 }), null);
});

test("an arrow goes to the next mark in its direction, not to a nearer one aside", () => {
  const [here, right, aside, left] = [{ x: 0, y: 0 }, { x: 100, y: 10 }, { x: 10, y: 60 }, { x: -50, y: 0 }];
  const all = [here, right, aside, left];
  assert.equal(neighbour(here, all, [1, 0]), right);
  assert.equal(neighbour(here, all, [0, 1]), aside);
  assert.equal(neighbour(here, all, [-1, 0]), left);
  assert.equal(neighbour(here, all, [0, -1]), null);
});

test("a cluster says its mix in the key's order, thousands apart", () => {
  const layers = [{ name: "Housing" }, { name: "Care" }, { name: "Resources" }];
  assert.equal(mixOf({ counts: [9419, 0, 5] }, layers, "en"), "Housing 9,419, Resources 5");
});

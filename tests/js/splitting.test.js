import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { View } from "../../static/js/geometry.js";
import { Tiles } from "../../static/js/tiles.js";
import { tile } from "./tile.js";

const LAST = 14;
const MIDDLE = { lat: 52.2, lon: -3.9 };
const servers = [];
after(() => servers.forEach((server) => server.close()));

/** The marks of a zoom that lie in one tile, as a release writes them. */
function cut(marks, [z, x, y]) {
  const inside = marks
    .map((mark) => ({ ...mark, px: (mark.x * 2 ** z - x) * 4096, py: (mark.y * 2 ** z - y) * 4096 }))
    .filter(({ px, py }) => px >= 0 && py >= 0 && px < 4096 && py < 4096);
  const feature = ({ id, n, px, py }) => ({ x: Math.round(px), y: Math.round(py), tags: { id, n, l0: n } });
  return tile("marks", inside.map(feature));
}

/** A site whose zoom z has the marks `at(z)`: `{tiles, asked}`, asked being the tiles that were fetched by zoom. */
async function site(at, zoom) {
  const asked = {};
  const server = createServer((request, answer) => {
    const path = request.url.slice(1).split("/").map(Number);
    asked[path[0]] = (asked[path[0]] ?? 0) + 1;
    answer.end(cut(at(path[0]), path));
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const template = `http://127.0.0.1:${server.address().port}/{z}/{x}/{y}`;
  const failed = (error) => assert.fail(error);
  const tiles = new Tiles({ template, maxZoom: LAST });
  tiles.tell({ changed: () => {}, failed });
  tiles.look(new View({ ...MIDDLE, zoom, width: 300, height: 300 }), "", [true]);
  await tiles.first;
  for (const z of Object.keys(asked)) delete asked[z];
  return { tiles, asked };
}

const here = new View({ ...MIDDLE, zoom: 0, width: 0, height: 0 });
const place = { x: here.left / here.scale, y: here.top / here.scale };
const pair = (splitsAt) => (z) => {
  if (z < splitsAt) return [{ id: "A", n: 2, ...place }];
  return [{ id: "A", n: 1, ...place }, { id: "B", n: 1, x: place.x + 1e-6, y: place.y }];
};

for (const zoom of [5, 7, 10]) {
  test(`two sites some metres apart, clicked at zoom ${zoom}, ask for few tiles`, async () => {
    const { tiles, asked } = await site(pair(LAST), zoom);
    const { z, marks } = await tiles.split(tiles.shown.marks[0]);
    assert.equal(z, LAST);
    assert.deepEqual(marks.map(({ id }) => id), ["A", "B"]);
    assert.ok(Object.values(asked).every((count) => count <= 4), JSON.stringify(asked));
    assert.ok(Object.values(asked).reduce((a, b) => a + b) <= 40, JSON.stringify(asked));
  });
}

test("a cluster that no zoom splits comes back as the one mark of the last zoom", async () => {
  const { tiles } = await site(pair(LAST + 1), 10);
  const { z, marks } = await tiles.split(tiles.shown.marks[0]);
  assert.deepEqual([z, marks.length, marks[0].n], [LAST, 1, 2]);
});

test("following a cluster over too many zooms stops before forty fetches", async () => {
  const { tiles, asked } = await site(pair(LAST), 0);
  const { z, marks } = await tiles.split(tiles.shown.marks[0]);
  assert.ok(Object.values(asked).reduce((a, b) => a + b) <= 40, JSON.stringify(asked));
  assert.ok(marks.length === 2 || z < LAST);
});

test("a neighbour's members are not taken for one's own", async () => {
  const beside = { x: place.x + 60 / (512 * 2 ** 8), y: place.y };
  const split = (z) => (z < 9 ? [{ id: "N", n: 2, ...beside }] : ["N", "M"].map((id) => ({ id, n: 1, ...beside })));
  const { tiles } = await site((z) => [...pair(11)(z), ...split(z)], 8);
  const { z, marks } = await tiles.split(tiles.shown.marks.find(({ id }) => id === "A"));
  assert.equal(z, 11);
  assert.deepEqual(marks.map(({ id }) => id).sort(), ["A", "B"]);
});

test("a tile that is given up and wanted again is asked for anew", async () => {
  const { tiles } = await site(pair(LAST), 7);
  const look = (lon) => tiles.look(new View({ lat: 52.2, lon, zoom: 9, width: 300, height: 300 }), "", [true]);
  look(MIDDLE.lon);
  look(20);
  look(MIDDLE.lon);
  const loaded = await Promise.all(tiles.wanted.map((each) => tiles.load(each)));
  assert.deepEqual(loaded.flat().map(({ id }) => id), ["A"]);
});

test("a look at the same view gives up nothing; one elsewhere gives up what the split has asked for", async () => {
  const zoom = 7;
  const { tiles } = await site(pair(LAST), zoom);
  const look = (lon) => tiles.look(new View({ ...MIDDLE, lon, zoom, width: 300, height: 300 }), "", [true]);
  const followed = tiles.split(tiles.shown.marks[0]);
  look(MIDDLE.lon);
  assert.equal((await followed).z, LAST);
  tiles.kept.clear();
  const leftBehind = tiles.split(tiles.shown.marks[0]);
  look(MIDDLE.lon + 20);
  await assert.rejects(leftBehind, { name: "AbortError" });
});

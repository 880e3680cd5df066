import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { register } from "node:module";
import { after, afterEach, mock, test } from "node:test";

// MapLibre lies where the site serves it; here it is still among the packages.
const packages = new URL("../../node_modules/maplibre-gl/dist/", import.meta.url).href;
const hooks = `export const resolve = (name, from, next) =>
  next(name.startsWith("../maplibre-gl/") ? name.replace("../maplibre-gl/", ${JSON.stringify(packages)}) : name, from)`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
// All that the modules want of a browser before anything is drawn.
Object.assign(globalThis, {
  matchMedia: () => new EventTarget(),
  document: { createElement: () => ({}) },
  DOMParser: class {},
});
const { View } = await import("../../static/js/geometry.js");
const { Marks } = await import("../../static/js/marks.js");
const { Popup } = await import("../../static/js/popup.js");
const { Tiles } = await import("../../static/js/tiles.js");

const PIN = { id: "7K2M", n: 1, x: 0.49, y: 0.33, counts: [1], name: { en: "Mill", cy: "Melin" } };
const STACK = { ...PIN, n: 3, onePoint: true };
const LAST = 14;

/** A site that is there and can answer nothing. It hands over how to refuse what it is asked slowly. */
const server = createServer((request, answer) => {
  const refuse = () => answer.writeHead(503).end();
  if (request.url.includes("slow")) waiting(refuse);
  else refuse();
});
await once(server.listen(0, "127.0.0.1"), "listening");
after(() => {
  server.close();
  server.closeAllConnections();
});
const site = `http://127.0.0.1:${server.address().port}`;

let waiting = null;
let told = 0;
const warned = mock.method(console, "warn", () => {});
afterEach(() => {
  told = 0;
  for (const { arguments: [error] } of warned.mock.calls) assert.equal(error.message.slice(0, 3), "503");
  warned.mock.resetCalls();
});

/** The map's parts as far as asking goes, which needs no page. */
function marks(folder = "") {
  const popup = new Popup({ place: new EventTarget(), data: { page: `${site}/en/map/` } });
  const tiles = new Tiles({ template: `${site}${folder}/{z}/{x}/{y}`, maxZoom: LAST });
  Object.assign(tiles, { layers: [true], shown: { z: LAST, query: "", marks: [STACK] } });
  const overlay = { reach: () => 12 };
  const parts = { map: { on() {} }, overlay, tiles, popup, filters: () => "" };
  return new Marks({ ...parts, failed: () => (told += 1) });
}

test("a pin of which the server can tell nothing says so", async () => {
  await marks().open(PIN);
  assert.equal(told, 1);
});

test("several entries at one point that cannot be had say so", async () => {
  await marks().open(STACK);
  assert.equal(told, 1);
});

test("so does a crowd that no zoom splits", async () => {
  await marks().open({ ...STACK, onePoint: false });
  assert.equal(told, 1);
});

test("an entry chosen in the list, in a popup or by going back says so", async () => {
  await marks().choose({ id: "7K2M", near: { lat: 52, lon: -4 } });
  assert.equal(told, 1);
});

test("what was given up for something else is no failure", { timeout: 30_000 }, async () => {
  const all = marks();
  const asked = new Promise((resolve) => (waiting = resolve));
  const first = all.choose({ id: "slow" });
  const refuse = await asked;
  const second = all.choose({ id: "7K2M" });
  refuse();
  await Promise.all([first, second]);
  assert.equal(told, 1);
});

test("nor are marks that were given up since the map has been moved elsewhere", { timeout: 30_000 }, async () => {
  const all = marks("/slow");
  const asked = new Promise((resolve) => (waiting = resolve));
  const opening = all.open(STACK);
  await asked;
  all.tiles.look(new View({ lat: 52, lon: 20, zoom: 9, width: 300, height: 300 }), "", [true]);
  await opening;
  assert.equal(told, 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { placeLabels } from "../../static/js/geometry.js";

const ROOM = { marks: [], blocked: [], width: 800, height: 600, measure: (text) => text.length * 7 };
const town = (text, x, y, rank = 0) => ({ key: text, text, x, y, rank });

test("a name stands right of its dot", () => {
  const [label] = placeLabels([town("Machynlleth", 200, 200)], ROOM);
  assert.equal(label.side, "right");
  assert.deepEqual(label.dot, [200, 200]);
});

test("two names do not write over each other", () => {
  const blocked = [[724, 190, 800, 210]]; // nothing stands right of Bangor's dot
  const towns = [town("Llanfairpwllgwyngyll", 500, 200), town("Bangor", 700, 200)];
  assert.deepEqual(placeLabels(towns, { ...ROOM, blocked }).map(({ side }) => side), ["right", "below"]);
});

test("of two towns in one valley the larger is named", () => {
  const placed = placeLabels([town("Y Rhondda", 200, 200), town("Tonypandy", 260, 230, 1)], ROOM);
  assert.deepEqual(placed.map(({ text }) => text), ["Y Rhondda"]);
});

test("a name gives way to marks", () => {
  const marks = [[250, 200, 22]];
  const [label] = placeLabels([town("Bangor", 200, 200)], { ...ROOM, marks });
  assert.equal(label.side, "left");
});

test("a town under a mark is named beside the mark, without a dot", () => {
  const [label] = placeLabels([town("Abertawe", 200, 200)], { ...ROOM, marks: [[204, 198, 22]] });
  assert.equal(label.dot, null);
  assert.ok(label.x > 226);
});

test("nothing is written on a panel or over the edge", () => {
  const blocked = [[0, 0, 800, 300]];
  const towns = [town("Bangor", 200, 200), town("Barri", 790, 598)];
  assert.deepEqual(placeLabels(towns, { ...ROOM, blocked }).map(({ text }) => text), []);
});

test("a name stays where it stood while there is room", () => {
  const [label] = placeLabels([town("Bangor", 200, 200)], { ...ROOM, kept: new Map([["Bangor", "left"]]) });
  assert.equal(label.side, "left");
});

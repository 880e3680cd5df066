import assert from "node:assert/strict";
import { test } from "node:test";
import { filterQuery, format, parse } from "../../static/js/address.js";

const FILTERS = "q=old+oak&layer=care&layer=housing&sector=housing&area=W06000010&status=active";
const WHOLE = `${FILTERS}&lat=51.85&lon=-4.3&z=9.5&entry=7K2M`;

test("an address that was written reads back as the same address", () => {
  assert.equal(format(parse(WHOLE)), WHOLE);
});

test("no layer means every layer; layer=none means no layer at all", () => {
  assert.equal(parse("").layers, null);
  assert.deepEqual(parse("layer=none").layers, []);
  assert.equal(filterQuery(parse("layer=none")).toString(), "layer=none");
});

test("without a layer the address has those shown at first, and layer=all has every one", () => {
  const first = ["care", "housing"];
  assert.deepEqual(parse("", first).layers, first);
  assert.equal(parse("layer=all", first).layers, null);
  assert.deepEqual(parse("layer=none", first).layers, []);
  for (const query of ["", "layer=all", "layer=none", "layer=care", "layer=care&layer=resources"]) {
    assert.equal(format(parse(query, first), first), query);
  }
  assert.equal(format(parse("layer=housing&layer=care", first), first), "");
});

test("tiles are asked for by name where not every layer is shown at first", () => {
  const first = ["care", "housing"];
  assert.equal(filterQuery(parse("", first)).toString(), "layer=care&layer=housing");
  assert.equal(filterQuery(parse("layer=all", first)).toString(), "");
});

test("junk in an address is left out, not passed on", () => {
  const state = parse("lat=north&lon=-4&z=9&q=%20%20&layer=&entry=");
  assert.equal(state.view, null);
  assert.equal(format(state), "");
});

test("a latitude beyond the map is no view", () => {
  assert.equal(parse("lat=95&lon=0&z=3").view, null);
});

test("the same filters in another order make the same query", () => {
  const query = (address) => String(filterQuery(parse(address)));
  assert.equal(query("layer=a&layer=b&area=2&area=1"), query("area=1&area=2&layer=b&layer=a"));
});

test("the filters' query leaves out where the map is and what is chosen", () => {
  assert.equal(String(filterQuery(parse(WHOLE))), FILTERS);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { filterQuery, format, listQuery, parse, placeText } from "../../static/js/address.js";

const FILTERS = "q=old+oak&layer=care&layer=housing&sector=housing&area=W06000010&status=active";
const WHOLE = `${FILTERS}&near=51.48%2C-3.18%2CCardiff&lat=51.85&lon=-4.3&z=9.5&entry=7K2M`;

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

test("a list is asked for with the place that it begins at, tiles are not", () => {
  assert.equal(String(listQuery(parse(WHOLE))), `${FILTERS}&near=51.48%2C-3.18%2CCardiff`);
  assert.equal(String(listQuery(parse(FILTERS))), FILTERS);
});

test("a place that makes no sense is no place to begin at", () => {
  for (const junk of ["", "x,y", "51.48", "nan,nan", "91,0", "0,181", ",", "51.48;-3.18"]) {
    assert.equal(parse(`near=${junk}`).near, null, junk);
  }
});

test("a place is written to four decimals, with its name if it has one", () => {
  assert.equal(placeText({ lat: 51.481583, lon: -3.17909, name: "CF10 1BH" }), "51.4816,-3.1791,CF10 1BH");
  assert.equal(placeText({ lat: 51.5, lon: -3 }), "51.5,-3");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { filterQuery, format, parse } from "../../static/js/address.js";
import { Dates, firstDay, lastDay } from "../../static/js/search.js";

test("a coarse date of an address is its first day in one field and its last in the other", () => {
  assert.equal(firstDay("2026"), "2026-01-01");
  assert.equal(lastDay("2026"), "2026-12-31");
  assert.equal(firstDay("2026-05"), "2026-05-01");
  assert.equal(lastDay("2024-02"), "2024-02-29");
  assert.equal(lastDay("2026-05-14~"), "2026-05-14");
  assert.equal(firstDay("soon"), "");
});

test("a season is no month: only the server can tell its days", () => {
  for (const season of ["2026-21", "2026-24", "2026-13", "2026-00"]) {
    assert.equal(firstDay(season), "");
    assert.equal(lastDay(season), "");
  }
});

test("an address keeps its dates as they were written, tiles are asked with them", () => {
  const query = "layer=care&from=2026-05&to=2026-06";
  assert.equal(format(parse(query)), query);
  assert.equal(String(filterQuery(parse(query))), query);
  assert.equal(parse("").since, "");
});

/** A filter as the page has it, of plain objects. */
function filter() {
  const inputs = [{ value: "" }, { value: "" }];
  const parts = { summary: { textContent: "" }, "a[data-from='']": { hidden: true } };
  const heard = [];
  const box = {
    dataset: { any: "Any date" },
    querySelectorAll: () => inputs,
    querySelector: (name) => parts[name],
    addEventListener: (_type, act) => heard.push(act),
  };
  return { box, inputs, parts, click: (event) => heard.forEach((act) => act(event)) };
}

test("a date that was not touched stays as coarse as it was", () => {
  const { box, inputs } = filter();
  const dates = new Dates(box, () => {});
  dates.set({ since: "2026-05", until: "2026-05" });
  assert.deepEqual(dates.get({ since: "2026-05", until: "2026-05" }), { since: "2026-05", until: "2026-05" });
  inputs[1].value = "2026-06-15";
  assert.deepEqual(dates.get({ since: "2026-05", until: "2026-05" }), { since: "2026-05", until: "2026-06-15" });
});

test("a link beside the fields sets both and tells once", () => {
  const { box, parts, click } = filter();
  const found = [];
  const dates = new Dates(box, () => found.push(dates.get({ since: "", until: "" })));
  const link = { dataset: { from: "2026-11", to: "2026-11" }, hidden: false };
  click({ target: { closest: () => link }, preventDefault() {} });
  assert.deepEqual(found, [{ since: "2026-11", until: "2026-11" }]);
  assert.equal(parts["a[data-from='']"].hidden, false);
});

test("where nothing has a date the address is left alone", () => {
  assert.deepEqual(new Dates(null, () => {}).get({ since: "2026", until: "" }), { since: "2026", until: "" });
});

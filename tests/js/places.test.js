import assert from "node:assert/strict";
import { test } from "node:test";
import { postcodeOf, townNamed, townsLike } from "../../static/js/search.js";

const TOWNS = [
  [53.4, -4.8, -1, "Irish Sea", "Môr Iwerddon"],
  [51.62, -3.94, 0, "Swansea", "Abertawe"],
  [52.41, -4.08, 1, "Aberystwyth", "Aberystwyth"],
  [53.22, -4.12, 1, "Caernarfon", "Caernarfon"],
  [51.88, -4.3, 1, "Carmarthen", "Caerfyrddin"],
];

test("a postcode is known by its shape, with or without its space", () => {
  assert.equal(postcodeOf("cf105nb"), "CF10 5NB");
  assert.equal(postcodeOf(" SA1 1AA "), "SA1 1AA");
  assert.equal(postcodeOf("SY23"), "SY23");
  assert.equal(postcodeOf("Old Oak"), null);
});

test("a town is found by either name, shown by the page's own", () => {
  const [found] = townsLike("swan", TOWNS, "cy");
  assert.deepEqual([found.name, found.also], ["Abertawe", "Swansea"]);
});

test("who types a town's whole name, in either language, means the town", () => {
  assert.equal(townNamed("SWANSEA", TOWNS, "cy").name, "Abertawe");
  assert.equal(townNamed("abertawe", TOWNS, "en").name, "Swansea");
  assert.equal(townNamed("Swan", TOWNS, "en"), null);
  assert.equal(townNamed("Irish Sea", TOWNS, "en"), null);
});

test("accents do not matter, and seas are no places to go", () => {
  assert.deepEqual(townsLike("mor", TOWNS, "cy"), []);
  assert.equal(townsLike("caér", TOWNS, "en").length, 2);
});

test("one letter is too little", () => assert.deepEqual(townsLike("a", TOWNS, "en"), []));

test("a mutated name finds its town, while it is typed", () => {
  for (const typed of ["nghaernarfon", "gaernar", "Chaernarfon", "Gaernarfon"])
    assert.deepEqual(townsLike(typed, TOWNS, "cy").map(({ name }) => name), ["Caernarfon"], typed);
  assert.deepEqual(townsLike("nghaerf", TOWNS, "en").map(({ name }) => name), ["Carmarthen"]);
  assert.deepEqual(townsLike("mabertawe", TOWNS, "cy"), []);
});

test("a name that is there is not taken for another mutated", () => {
  assert.deepEqual(townsLike("aber", TOWNS, "cy").map(({ name }) => name), ["Abertawe", "Aberystwyth"]);
});

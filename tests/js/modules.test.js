import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../static/js/", import.meta.url);
const PAGE = readFileSync(new URL("../../templates/atlas/map.html", import.meta.url), "utf8");
const modules = readdirSync(FOLDER).filter((name) => name.endsWith(".js"));

test("the page asks for every module at once, not for one after the other", () => {
  for (const name of modules) assert.ok(PAGE.includes(`modulepreload" href="{% static 'js/${name}' %}"`), name);
});

test("no module is longer than one can read", () => {
  for (const name of modules) {
    const lines = readFileSync(new URL(name, FOLDER), "utf8").split("\n").length - 1;
    assert.ok(lines <= 400, `${name}: ${lines} lines`);
  }
});

test("every sentence that a module says is among the page's words", () => {
  const words = readFileSync(new URL("../../templates/atlas/_words.html", import.meta.url), "utf8");
  for (const name of modules) {
    const text = readFileSync(new URL(name, FOLDER), "utf8");
    for (const [, word] of text.matchAll(/\bwords\.(\w+)/g)) {
      assert.ok(words.includes(`"${word}":`), `${name}: ${word}`);
    }
  }
});

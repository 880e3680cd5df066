import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../static/js/", import.meta.url);
const modules = readdirSync(FOLDER).filter((name) => name.endsWith(".js"));

test("no module is longer than one can read", () => {
  for (const name of modules) {
    const lines = readFileSync(new URL(name, FOLDER), "utf8").split("\n").length - 1;
    assert.ok(lines <= 400, `${name}: ${lines} lines`);
  }
});

test("all that MapLibre itself may say on our map has words of ours", () => {
  const source = new URL("../../node_modules/maplibre-gl/src/ui/default_locale.ts", import.meta.url);
  const said = [...readFileSync(source, "utf8").matchAll(/^ *'([\w.]+)': /gm)].map(([, key]) => key);
  assert.ok(said.includes("Map.Title"));
  const code = modules.map((name) => readFileSync(new URL(name, FOLDER), "utf8")).join("\n");
  const imported = [...code.matchAll(/import \{([^}]*)\} from "[^"]*maplibre-gl\.mjs"/g)].flatMap(([, names]) =>
    names.split(",").map((name) => name.trim().split(" ")[0]),
  );
  // A control that is not imported says nothing; nor does a setting that is not turned on.
  const settings = { CooperativeGesturesHandler: "cooperativeGestures", LogoControl: "maplibreLogo" };
  const speaks = (owner) => imported.includes(owner) || (settings[owner] && code.includes(settings[owner]));
  for (const key of said.filter((key) => speaks(key.split(".")[0]))) {
    assert.ok(code.includes(`"${key}": data.words.`), key);
  }
  // MapLibre shows its own sources unless told not to.
  assert.ok(code.includes("attributionControl: false"));
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

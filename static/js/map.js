/** The map page, live: starts everything when the browser can, and leaves the server's page as it is when it cannot. */

import { loadGround } from "./ground.js";
import { worldX, worldY } from "./mercator.js";
import { Page } from "./page.js";
import { readShapes, readTheme } from "./theme.js";
import { parse } from "./url.js";
import { createMap, viewOfFrame } from "./view.js";
import { readJson } from "./words.js";

/** Towns as the painter wants them: [x, y, rank, name in the page's language]. */
const named = (towns, lang) =>
  towns.map(([lat, lon, rank, en, cy]) => [worldX(lon), worldY(lat), rank, (lang === "cy" ? cy : en) || en || cy]);

async function loadTowns(address) {
  try {
    return await (await fetch(address)).json();
  } catch {
    return []; // a map without names is still a map
  }
}

/** Canvas text needs its letters there: a canvas does not wait for a font. */
const loadLetters = (font) => Promise.all(["500", "640"].map((weight) => document.fonts.load(`${weight} 13px ${font}`, "Aŵ1")));

/** Without WebGL: the server's map stays, and a changed filter asks the server for the page anew. */
function fallBack(form) {
  form.addEventListener("change", (event) => {
    if (event.target.id !== "q") form.requestSubmit();
  });
}

async function start() {
  const data = { ...readJson("atlas-data"), ...readJson("atlas-files"), words: readJson("atlas-words") };
  const host = document.getElementById("live");
  const state = parse(location.search);
  const theme = readTheme(data.layers);
  const given = state.view ?? viewOfFrame(document.getElementById("frame"), host);
  const [ground, towns] = await Promise.all([
    loadGround(data.basemap),
    loadTowns(data.towns),
    loadLetters(theme.font),
  ]);
  const map = createMap({ host, data: { ...data, ground: ground.shapes }, start: given, theme });
  const page = new Page({ map, data, state, theme, ground, towns, names: named(towns, data.lang), shapes: readShapes() });
  await page.ready;
  document.documentElement.dataset.live = "";
}

start().catch((error) => {
  console.warn(error);
  fallBack(document.getElementById("filters"));
});

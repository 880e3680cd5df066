/** Begins the map page: from the server's drawing to the map that answers. */

import { asked, fetchNames, parse, readJson } from "./address.js";
import { View } from "./geometry.js";
import { Page } from "./page.js";
import { inWords } from "./painter.js";
import { RestingMap } from "./resting.js";
import { catchUp } from "./search.js";
import { Tiles } from "./tiles.js";
import { Drawing, cameraOf, loadLetters, readShapes, readTheme, viewOfFrame } from "./view.js";

/** Where the map cannot be made the server's stays, and a changed filter asks the server for the page anew. */
function fallBack() {
  const form = document.getElementById("filters");
  document.getElementById("frame").removeAttribute("style");
  document.getElementById("key").append(document.querySelector(".picks")); // where a phone shows them
  form.addEventListener("change", (event) => {
    if (event.target.id !== "q") form.requestSubmit();
  });
  catchUp(form);
}

/** MapLibre with its ground, which takes the drawing's place when it is whole. */
async function makeLibre({ host, data, camera, drawing }) {
  const { createMap } = await import("./libre.js");
  const libre = createMap({ host, data, camera, theme: readTheme(data.layers) });
  document.documentElement.dataset.awake = "";
  libre.whole.then(() => drawing.stays && drawing.leave());
  return libre;
}

/** The canvas for the marks. Something is painted at once: the browser makes ready for it before it paints the page. */
function paperOver(host) {
  const paper = document.createElement("canvas");
  paper.className = "marks";
  paper.setAttribute("aria-hidden", "true");
  host.after(paper);
  paper.getContext("2d").fillRect(0, 0, 1, 1);
  return paper;
}

/** Everything that is fetched is asked for first. */
async function start() {
  const data = { ...readJson("atlas-data"), ...readJson("atlas-files"), words: readJson("atlas-words") };
  const host = document.getElementById("live");
  const state = parse(location.search, data.first);
  const named = fetchNames(data.towns);
  const paper = paperOver(host);
  const frame = document.getElementById("frame");
  const start = state.view ?? viewOfFrame(frame, document.getElementById("map"));
  const view = new View({ ...start, width: host.clientWidth, height: host.clientHeight });
  const tiles = new Tiles({ template: data.tiles, maxZoom: data.max_zoom });
  tiles.look(view, ...asked(state, data));
  const theme = readTheme(data.layers);
  const drawing = new Drawing(frame, view);
  drawing.stays = drawing.serves;
  const camera = cameraOf(start, data.area, host);
  const make = () => makeLibre({ host, data, camera, drawing });
  const map = new RestingMap({ host, camera, make, failed: (error, there) => page.notMoved(error, there) });
  if (!drawing.stays) await map.wake();
  const towns = await named;
  const names = inWords(towns, data.lang);
  await loadLetters(theme.font, names.map(([, , , name]) => name).join(""));
  const page = new Page({ map, tiles, start, data, state, theme, towns, names, drawing, paper, shapes: readShapes() });
  await page.begin();
  const { dataset } = document.documentElement;
  if (drawing.stays) dataset.drawn = "";
  dataset.live = "";
  page.goOn();
}

start().catch((error) => {
  console.warn(error);
  fallBack();
});

/** The live map of a figure: the map page's own parts without its panels. What it must know, the map page tells. */

import { askPage, asked, fetchNames, filterQuery, parse } from "./address.js";
import { createMap, recolour } from "./libre.js";
import { MarkButtons, Marks } from "./marks.js";
import { Overlay } from "./overlay.js";
import { inWords } from "./painter.js";
import { Notice, Popup } from "./popup.js";
import { Tiles } from "./tiles.js";
import { cameraOf, currentView, loadLetters, onThemeChange, readShapes, readTheme, viewOfFrame } from "./view.js";

const SETTLED_MS = 150;
const NARROW_PX = 560;
const NO_LIST = { light() {}, mark() {} };

const json = (page, id) => JSON.parse(page.getElementById(id).textContent);

/** Puts what popups and symbols need from the map's page into this one, once. */
function borrow(page) {
  for (const part of ["#shape-disc", "#popup-many"]) {
    if (document.querySelector(part)) continue;
    const borrowed = page.querySelector(part);
    document.body.append(document.adoptNode(borrowed.closest("svg.shapes") ?? borrowed));
  }
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

export class FigureMap {
  /** A map in `place`, where the drawing is, of the view with that address. */
  static async of(place, address) {
    const page = await askPage("figure", address);
    const data = { ...json(page, "atlas-data"), ...json(page, "atlas-files"), words: json(page, "atlas-words") };
    const towns = inWords(await fetchNames(data.towns), data.lang);
    const theme = readTheme(data.layers);
    await loadLetters(theme.font, towns.map(([, , , name]) => name).join(""));
    borrow(page);
    const state = parse(new URL(address).search, data.first);
    return new FigureMap({ place, data, towns, theme, state, controls: page.querySelector(".controls > div") });
  }

  constructor(given) {
    Object.assign(this, given);
    this.gone = new AbortController();
    this.parts = [];
    try {
      this.begin();
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  begin() {
    const { place, data, theme, state } = this;
    const start = viewOfFrame(place.querySelector(".frame"), place);
    this.host = element("div", { id: "live" });
    this.popupPlace = element("div", { id: "popup-place" });
    this.parts = [this.host, this.popupPlace];
    place.append(...this.parts);
    this.map = createMap({ host: this.host, data, camera: cameraOf(start, data.area, this.host), theme });
    this.tiles = new Tiles({ template: data.tiles, maxZoom: data.max_zoom });
    this.build();
    this.control();
    this.listen();
    const idle = new Promise((done) => this.map.once("idle", done));
    this.ready = Promise.all([idle, this.tiles.first]).then(() => this.shown());
    const { entry, view } = state;
    if (entry) this.ready.then(() => this.marks.choose({ id: entry, near: view })).catch(() => {});
  }

  build() {
    const { map, data, tiles, theme, towns } = this;
    const { lang, words, layers } = data;
    const canvas = element("canvas", { className: "marks", ariaHidden: "true" });
    const buttons = element("ul", { className: "mark-buttons" });
    this.host.after(canvas, buttons);
    this.parts.push(canvas, buttons);
    this.overlay = new Overlay(canvas, { layers, shapes: readShapes(), lang, towns, theme });
    this.notice = new Notice(this.host);
    this.popup = new Popup({
      place: this.popupPlace,
      data,
      room: (anchor) => this.room(anchor),
      moveBy: (pan) => this.marks.panBy(pan),
      stood: () => this.overlay.relabel(),
      closed: () => this.marks.unselect(),
      chosen: (id, how) => this.marks.choose({ id, mark: this.popup.anchor, ...how }),
    });
    this.marks = new Marks({
      ...{ map, data, tiles, overlay: this.overlay, popup: this.popup, list: NO_LIST },
      filters: () => filterQuery(this.state, data.first),
      panels: () => [],
      remember: () => {},
      failed: () => this.notice.say(words.not_fetched),
    });
    this.buttons = new MarkButtons(buttons, {
      ...{ layers, lang, words },
      focus: (mark) => {
        this.overlay.focused = mark;
        this.overlay.repaint();
      },
      open: (mark, from) => this.marks.open(mark, { focus: true, from }),
    });
  }

  /** The map page's own links to come closer and go farther, as buttons. */
  control() {
    const box = element("div", { className: "controls" });
    box.append(document.adoptNode(this.controls));
    const [nearer, farther] = box.querySelectorAll("a");
    for (const [link, act] of [[nearer, "zoomIn"], [farther, "zoomOut"]]) {
      link.setAttribute("role", "button");
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.map[act]();
      });
    }
    this.place.append(box);
    this.parts.push(box);
  }

  listen() {
    const { map } = this;
    map.on("render", () => this.look());
    map.on("move", () => this.fetchMarks());
    map.on("moveend", () => this.soon());
    map.on("resize", () => this.resize());
    onThemeChange(() => this.recolour(), this.gone.signal);
    this.tiles.tell({
      changed: (before, after) => {
        this.overlay.show(before, after);
        this.soon();
      },
      failed: () => {},
    });
    this.resize();
    this.fetchMarks();
  }

  recolour() {
    this.theme = readTheme(this.data.layers);
    recolour(this.map, this.theme);
    this.overlay.theme = this.theme;
  }

  resize() {
    const { clientWidth, clientHeight } = this.host;
    if (this.overlay.size?.[0] === clientWidth && this.overlay.size[1] === clientHeight) return;
    this.overlay.resize(clientWidth, clientHeight);
    this.look();
    this.overlay.relabel();
  }

  look() {
    const view = currentView(this.map);
    this.overlay.look(view);
    this.popup.follow(view);
  }

  fetchMarks() {
    this.tiles.look(currentView(this.map), ...asked(this.state, this.data));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settled(), SETTLED_MS);
  }

  settled() {
    if (this.gone.signal.aborted || this.map.isMoving()) return;
    this.fetchMarks();
    this.look();
    this.overlay.relabel();
    this.buttons.update(this.overlay.inside(this.seen()));
  }

  shown() {
    this.overlay.begin([]);
    this.settled();
  }

  seen() {
    return { left: 0, top: 0, right: this.host.clientWidth, bottom: this.host.clientHeight };
  }

  /** What a popup must know of its surroundings. */
  room(anchor) {
    const view = currentView(this.map);
    const { left, top, right, bottom } = this.seen();
    const others = this.overlay.inside(this.seen()).filter(({ mark }) => mark.id !== anchor.id);
    return {
      view,
      at: view.screen(anchor.x, anchor.y),
      free: [left, top, right, bottom],
      blocked: [],
      marks: others.map(({ mark, x, y }) => [x, y, this.overlay.reach(mark)]),
      onLand: () => false,
      docked: right < NARROW_PX,
    };
  }

  /** Also of what could not be made whole. */
  remove() {
    this.gone.abort();
    clearTimeout(this.timer);
    this.popup?.close({ quietly: true });
    this.notice?.remove();
    this.map?.remove();
    for (const part of this.parts) part.remove();
  }
}

/** The map page, live: takes the drawing's place when the browser can, and keeps map, key, list and address in step. */

import { asked, fill, format, listQuery, parse, placeText, sameView } from "./address.js";
import { worldX, worldY } from "./geometry.js";
import { MarkButtons, Marks } from "./marks.js";
import { Overlay } from "./overlay.js";
import { Legend, List, Sheet, foldCredit } from "./panel.js";
import { Notice, Popup } from "./popup.js";
import { Dates, Search, catchUp } from "./search.js";
import { NO_PADDING, coveredEdges, currentView, fitBox, moveTo, onThemeChange, readTheme } from "./view.js";

const SETTLED_MS = 150; // how long the map must rest before the list follows
const PANELS = ["#key", ".controls", ".search", ".picks", "#key-button", "#panel", ".credit"];
const LEAST_SEEN = 0.3; // of the map's height: a sheet drawn up further does not shrink the view

const $ = (selector) => document.querySelector(selector);

/** The parts of the map page, and what passes between them. */
export class Page {
  constructor(given) {
    Object.assign(this, given);
    this.form = $("#filters");
    this.host = this.map.getContainer();
    this.build();
    this.listen();
    this.controls();
  }

  build() {
    const { data, theme, shapes, names } = this;
    const { lang, words, layers } = data;
    this.overlay = new Overlay(this.paper, { layers, shapes, lang, towns: names, theme });
    this.buildList();
    this.buildPopup();
    this.buildMarks();
    this.sheet = new Sheet({
      panel: $("#panel"),
      handle: $("#sheet-handle"),
      picks: $(".picks"),
      key: $("#key"),
      words,
      moved: () => this.settled(),
    });
    foldCredit($(".credit"), words.credit);
    this.buildSearch();
  }

  /** The list, and the key that counts what is in it. */
  buildList() {
    const { lang, words, page } = this.data;
    this.list = new List({
      panel: $("#panel"),
      page,
      words,
      changed: ({ dataset }) => {
        this.legend.count(this.list.facets.layer ?? {});
        this.dates.say(dataset.days);
      },
      hover: (row) => this.marks.pointAtEntry(row),
      choose: (row) => {
        if (this.sheet.phone.matches) this.sheet.go("peek"); // the map must be seen
        this.marks.choose(row);
      },
      reveal: (layers) => this.filtered(layers),
      byName: () => this.filter({ near: null }, { push: true }),
    });
    this.legend = new Legend({ key: $("#key"), lang, changed: () => this.filtered() });
  }

  buildPopup() {
    this.popup = new Popup({
      place: $("#popup-place"),
      data: this.data,
      room: (anchor) => this.room(anchor),
      moveBy: (pan) => this.marks.panBy(pan),
      stood: () => this.overlay.relabel(this.panelBoxes()),
      closed: () => this.marks.unselect(),
      chosen: (id, options) => this.marks.choose({ id, mark: this.popup.anchor, ...options }),
    });
  }

  buildMarks() {
    const { map, data, overlay, tiles, list, popup } = this;
    const { layers, lang, words } = data;
    this.buttons = new MarkButtons(this.element("ul", "mark-buttons"), {
      layers,
      lang,
      words,
      focus: (mark) => this.focusMark(mark),
      open: (mark, from) => this.marks.open(mark, { focus: true, from }),
    });
    const shared = { map, data, overlay, tiles, list, popup };
    this.marks = new Marks({
      ...shared,
      filters: () => this.query(),
      panels: () => this.panels(),
      remember: (change, how) => this.remember(change, how),
      failed: () => this.say(words.not_fetched),
    });
  }

  buildSearch() {
    const { data, towns } = this;
    this.dates = new Dates($(".dates"), () => this.filtered());
    this.search = new Search({
      form: this.form,
      data,
      towns,
      typed: (q) => this.filter({ q }),
      go: (place) => this.goNear(place),
      say: (sentence) => this.say(sentence),
      filters: () => asked({ ...this.state, q: "" }, this.data)[0],
    });
  }

  element(tag, name) {
    const element = document.createElement(tag);
    element.className = name;
    this.host.after(element);
    return element;
  }

  listen() {
    const { map } = this;
    const look = () => this.look();
    map.on("render", look);
    map.on("move", () => this.soon("tiles", 60, () => this.fetchMarks()));
    map.on("moveend", () => this.soon("settled", SETTLED_MS, () => this.settled()));
    map.on("resize", () => this.resize());
    this.form.addEventListener("change", (event) => this.formChanged(event));
    addEventListener("popstate", () => this.restore());
    onThemeChange(() => this.recolour());
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") this.popup.close();
      if (!event.target.closest?.(".mark-buttons")) return; // the map's own canvas answers these keys itself
      if (event.key === "+" || event.key === "=") this.map.zoomIn();
      if (event.key === "-") this.map.zoomOut();
    });
  }

  /** The first marks. */
  async begin() {
    this.tiles.tell({
      changed: (before, after) => this.marksChanged(before, after),
      failed: () => this.say(this.data.words.failed),
    });
    this.resize();
    this.look();
    this.fetchMarks();
    await Promise.all([this.drawing.stays || this.map.libre.whole, this.tiles.first]);
    this.overlay.begin(this.panelBoxes());
    this.begun = true;
  }

  /** MapLibre did not come. Without WebGL the server draws the map there; else it could not be fetched. */
  notMoved(error, there) {
    console.warn(error);
    if (error.name !== "NoWebGL") return this.say(this.data.words.failed);
    if (!there) return undefined;
    const address = `${this.data.page}?${format({ ...this.state, view: there }, this.data.first)}`;
    // Where Back has led, the address is there already.
    return sameView(this.state.view, there) ? location.replace(address) : location.assign(address);
  }

  /** What is not seen at first: the list of just this view, buttons; and the entry that the address names. */
  goOn() {
    this.settled({ first: true });
    const { entry, view } = this.state;
    if (entry) this.marks.choose({ id: entry, near: view, remember: false });
    catchUp(this.form);
    this.search.catchUp();
    this.map.watch();
    // A mouse comes near before it does anything; a finger is on the map at once, which must be ready.
    const prepare = () => (matchMedia("(pointer: coarse)").matches ? this.map.wake() : import("./libre.js"));
    (window.requestIdleCallback ?? setTimeout)(() => prepare().catch((error) => console.warn(error)));
  }

  look() {
    const view = currentView(this.map);
    this.overlay.look(view);
    this.popup.follow(view);
    if (this.drawing.stays) this.drawing.follow(view);
  }

  resize() {
    const { clientWidth, clientHeight } = this.host;
    if (this.overlay.size?.[0] === clientWidth && this.overlay.size[1] === clientHeight) return;
    this.overlay.resize(clientWidth, clientHeight);
    this.look();
    this.overlay.relabel(this.panelBoxes());
    if (this.begun) this.soon("settled", SETTLED_MS, () => this.settled());
  }

  /** Once the map is at rest: address, list, buttons. */
  settled({ first = false } = {}) {
    const view = currentView(this.map);
    this.fetchMarks(view);
    if (!first) this.remember({ view: { lat: view.lat, lon: view.lon, zoom: view.zoom } });
    this.overlay.relabel(this.panelBoxes());
    this.updateButtons();
    this.zoomLimits();
    if (this.sheet.rest !== "full" || !this.sheet.phone.matches) this.list.show(this.query(), view.box(this.seen()));
  }

  fetchMarks(view = currentView(this.map)) {
    this.tiles.look(view, ...asked(this.state, this.data));
  }

  marksChanged(before, after) {
    this.overlay.show(before, after);
    this.soon("buttons", SETTLED_MS, () => this.updateButtons());
  }

  updateButtons() {
    if (this.map.isMoving()) return;
    this.look(); // after a jump the map may not have been drawn yet
    this.buttons.update(this.overlay.inside(this.seen()));
  }

  focusMark(mark) {
    this.overlay.focused = mark;
    this.overlay.repaint();
  }

  /** The state's filters and the list's order, as pages take them. */
  query() {
    return listQuery(this.state, this.data.first);
  }

  formChanged(event) {
    if (event.target.id === "q") return;
    this.filtered();
    const box = event.target.selectedOptions?.[0]?.dataset.bbox;
    if (event.target.name === "area" && box) fitBox(this.map, box.split(",").map(Number), this.padding());
  }

  filtered(revealed = []) {
    const chosen = (name) => new FormData(this.form).getAll(name).filter(Boolean);
    this.legend.add(revealed);
    this.filter({
      layers: this.legend.get(),
      sectors: chosen("sector"),
      areas: chosen("area"),
      statuses: chosen("status"),
      ...this.dates.get(this.state),
    }, { push: true });
  }

  filter(change, how) {
    const before = this.query().toString();
    Object.assign(this.state, change);
    if (this.query().toString() === before) return;
    this.popup.close();
    this.remember({}, how);
    this.fetchMarks();
    this.list.show(this.query(), currentView(this.map).box(this.seen()));
  }

  /** Writes the address. A choice makes a step that Back undoes; moving and typing do not. */
  remember(change, { push = false } = {}) {
    Object.assign(this.state, change);
    const query = format(this.state, this.data.first);
    if (query === location.search.slice(1)) return;
    history[push ? "pushState" : "replaceState"](null, "", query ? `?${query}` : location.pathname);
    this.tellOther();
  }

  /** The other language's page shows the same. */
  tellOther() {
    const other = $("a.language");
    if (other) other.search = location.search;
  }

  /** Back and forward. */
  restore() {
    const state = parse(location.search, this.data.first);
    this.state = state;
    this.popup.close({ quietly: true });
    this.overlay.selected = null;
    this.legend.set(state.layers);
    this.search.set(state.q);
    for (const [name, values] of Object.entries({ sector: state.sectors, area: state.areas, status: state.statuses })) {
      const select = this.form.elements[name];
      if (select) select.value = values[0] ?? "";
    }
    this.dates.set(state);
    const view = state.view ?? this.start;
    this.tellOther();
    const moved = sameView(view, currentView(this.map)) ? Promise.resolve() : moveTo(this.map, view, { jump: true });
    moved.then(() => this.restored(state));
  }

  restored(state) {
    if (this.state !== state) return; // gone on meanwhile
    this.settled({ first: true });
    if (state.entry) this.marks.choose({ id: state.entry, near: state.view, remember: false });
    else this.list.mark(null);
  }

  /** `own` is where the reader is: it is drawn, and nothing else is told of it. */
  goNear({ name, lat, lon, zoom = 11, own }) {
    const view = { lat, lon, zoom };
    this.remember({ view, near: placeText(own ? view : { ...view, name }) }, { push: true });
    const here = own ?? view;
    this.overlay.here = { x: worldX(here.lon), y: worldY(here.lat) };
    moveTo(this.map, view, { far: true });
    this.list.announce(fill(this.data.words.near, { place: name }));
  }

  controls() {
    const press = (selector, act) =>
      $(selector)?.addEventListener("click", (event) => {
        event.preventDefault();
        act();
      });
    press("#zoom-in", () => this.map.zoomIn());
    press("#zoom-out", () => this.map.zoomOut());
    for (const link of [$("#zoom-in"), $("#zoom-out")]) link?.setAttribute("role", "button");
    const screen = $("#full-screen");
    if (!screen || !document.fullscreenEnabled) return;
    screen.hidden = false;
    screen.setAttribute("aria-pressed", "false");
    const isFull = () => document.fullscreenElement !== null;
    press("#full-screen", () => (isFull() ? document.exitFullscreen() : $("#main").requestFullscreen()));
    document.addEventListener("fullscreenchange", () =>
      screen.setAttribute("aria-pressed", String(isFull())),
    );
  }

  zoomLimits() {
    const zoom = this.map.getZoom();
    $("#zoom-in")?.setAttribute("aria-disabled", String(zoom >= this.map.getMaxZoom() - 0.01));
    $("#zoom-out")?.setAttribute("aria-disabled", String(zoom <= this.map.getMinZoom() + 0.01));
  }

  recolour() {
    this.theme = readTheme(this.data.layers);
    this.overlay.theme = this.theme;
    if (this.map.libre) import("./libre.js").then(({ recolour }) => recolour(this.map.libre, this.theme));
  }

  say(sentence) {
    this.notice ??= new Notice(this.host);
    this.notice.say(sentence);
  }

  soon(what, ms, act) {
    this.timers ??= {};
    clearTimeout(this.timers[what]);
    this.timers[what] = setTimeout(act, ms);
  }

  /** What lies over the map and may cover its edges: on phones the strip of the key too. */
  panels() {
    const strip = this.sheet.phone.matches ? $("#key:not(:popover-open)") : null;
    return [$("#panel"), $(".search"), strip];
  }

  padding() {
    return Object.fromEntries(Object.entries(this.marks.roomy()).map(([side, px]) => [side, px + 24]));
  }

  /** The rectangle of the map that nothing covers for good. */
  seen() {
    const { width, height } = this.host.getBoundingClientRect();
    const edges = { ...NO_PADDING, ...coveredEdges(this.host, this.panels()) };
    const bottom = Math.max(height * LEAST_SEEN, height - edges.bottom);
    return { left: edges.left, top: Math.min(edges.top, bottom - 40), right: width - edges.right, bottom };
  }

  /** Boxes that floating panels take from the map, in its pixels. */
  panelBoxes(selectors = [...PANELS, "#popup-place > .popup"]) {
    const map = this.host.getBoundingClientRect();
    return selectors
      .map((selector) => $(selector)?.getBoundingClientRect())
      .filter((box) => box && box.width > 0)
      .map((box) => [box.left - map.left, box.top - map.top, box.right - map.left, box.bottom - map.top])
      .filter(([left, top, right, bottom]) => right > 0 && bottom > 0 && left < map.width && top < map.height);
  }

  /** What a popup must know of its surroundings. */
  room(anchor) {
    const view = currentView(this.map);
    const { left, top, right, bottom } = this.seen();
    return {
      view,
      at: view.screen(anchor.x, anchor.y),
      free: [left, top, right, bottom],
      blocked: this.panelBoxes(PANELS),
      marks: this.overlay.inside({ left, top, right, bottom })
        .filter(({ mark }) => mark.id !== anchor.id)
        .map(({ mark, x, y }) => [x, y, this.overlay.reach(mark)]),
      onLand: (x, y) => this.drawing.onLand((x + view.left) / view.scale, (y + view.top) / view.scale),
      docked: this.sheet.phone.matches,
    };
  }
}

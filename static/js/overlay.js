/** The canvas over the map: marks, names, what is chosen; and which mark lies under a finger. */

import { placeLabels, spread } from "./geometry.js";
import { Painter, SELECTED_R } from "./painter.js";
import { firstLayer, isCluster, nearest, reachOf } from "./tiles.js";
import { motionMs } from "./view.js";

const FINGER_PX = 22; // half of 44: a 13 px pin answers as far as that
const STILL = [0, 0];
const ease = (t) => 1 - (1 - t) ** 3;

export class Overlay {
  /** `towns` is [[x, y, rank, name]…] in the world, most important first. */
  constructor(canvas, { layers, shapes, lang, towns, theme }) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.chosen = null;
    this.painter = new Painter(this.context, { layers, shapes, lang });
    this.layers = layers;
    this.lang = lang;
    this.towns = towns;
    this.theme = theme;
    this.marks = [];
    this.leaving = [];
    this.shifts = new Map();
    this.from = new Map();
    this.began = -Infinity;
    this.labels = [];
    this.blocked = [];
    this.hovered = this.focused = this.here = null;
    this.begun = false; // until everything of the first view is there nothing is painted, then all at once
  }

  /** `blocked` as for relabel. */
  begin(blocked) {
    this.begun = true;
    this.relabel(blocked);
    this.paint();
  }

  /** The chosen mark, or null. */
  get selected() {
    return this.chosen;
  }

  set selected(mark) {
    this.chosen = mark;
    this.shift();
  }

  set theme(theme) {
    this.painter.theme = theme;
    this.repaint();
  }

  resize(width, height, ratio = Math.min(devicePixelRatio || 1, 3)) {
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.ratio = ratio;
    this.size = [width, height];
  }

  look(view) {
    const zoomed = this.view?.zoom !== view.zoom;
    this.view = view;
    if (zoomed) this.shift();
    this.paint();
  }

  /** Moves marks that would lie on each other a few pixels apart; panning does not change by how much. */
  shift() {
    if (!this.view) return;
    const { selected } = this;
    const marks = this.all();
    // The chosen one stays where it is, and those it would hide make way for it.
    const most = (mark) => (!selected ? 9 : this.isSelected(mark) ? 0 : 34);
    const discs = marks.map((mark) => [...this.view.screen(mark.x, mark.y), this.reach(mark), most(mark)]);
    const shifts = spread(discs);
    this.shifts = new Map(marks.map((mark, i) => [mark, shifts[i]]));
  }

  /** Where a mark is drawn, in pixels. */
  spot(mark) {
    const [x, y] = this.view.screen(mark.x, mark.y);
    const [dx, dy] = this.shifts.get(mark) ?? STILL;
    return [x + dx, y + dy];
  }

  /** New marks come out of the old ones they were part of; on the way out they go back into them. */
  show(before, after) {
    const split = before.query === after.query && before.z >= 0 && before.z !== after.z && motionMs() > 0;
    const deeper = split && after.z > before.z;
    const known = new Set((deeper ? before : after).marks.map(({ id }) => id));
    const moving = (marks, hosts) =>
      new Map(marks.filter(({ id }) => !known.has(id)).map((mark) => [mark, nearest(hosts, mark)]));
    this.from = deeper && before.marks.length ? moving(after.marks, before.marks) : new Map();
    this.leaving = split && !deeper && after.marks.length ? [...moving(before.marks, after.marks)] : [];
    this.marks = [...after.marks].sort((a, b) => a.y - b.y);
    this.began = split ? performance.now() : -Infinity;
    this.shift();
    this.relabel();
    this.repaint();
  }

  /** Places the names anew; `blocked` are boxes in pixels that floating panels cover. */
  relabel(blocked = this.blocked) {
    if (!this.view || !this.begun) return;
    this.blocked = blocked;
    const { width, height } = this.view;
    const towns = this.towns.map(([wx, wy, rank, text], key) => {
      const [x, y] = this.view.screen(wx, wy);
      return { key: text + key, x, y, rank, text, wx, wy };
    });
    const kept = new Map(this.labels.map(({ key, side }) => [key, side]));
    const shown = new Set(kept.keys());
    const marks = this.all().map((mark) => [...this.spot(mark), this.reach(mark)]);
    const measure = (text, px) => this.measure(text, px);
    const placed = placeLabels(towns, { marks, blocked, width, height, kept, measure });
    const byKey = new Map(towns.map((town) => [town.key, town]));
    const now = this.labelled ? performance.now() : -Infinity; // the first are there at once
    const born = new Map(this.labels.map((label) => [label.key, label.born]));
    this.labels = placed.map((label) => {
      const { x, y, wx, wy } = byKey.get(label.key);
      const offset = [label.x - x, label.y - y];
      return { ...label, wx, wy, offset, born: shown.has(label.key) ? born.get(label.key) : now };
    });
    this.labelled = this.view;
    this.repaint();
  }

  measure(text, px) {
    this.context.font = `500 ${px}px ${this.painter.theme.font}`;
    return this.context.measureText(text).width;
  }

  /** All marks that are drawn, the chosen one among them even where a cluster holds it. */
  all() {
    const { selected } = this;
    if (!selected || this.marks.some((mark) => this.isSelected(mark))) return this.marks;
    return [...this.marks, selected];
  }

  isSelected({ id, n }) {
    return id === this.selected?.id && n === this.selected.n;
  }

  reach(mark) {
    return this.isSelected(mark) ? SELECTED_R + 4 : reachOf(mark, this.layers);
  }

  /** The mark under a point, nearest first; small ones answer within a finger's width. */
  at(px, py) {
    let best = null;
    let least = Infinity;
    for (const mark of this.all()) {
      const [x, y] = this.spot(mark);
      const far = Math.hypot(px - x, py - y);
      if (far < Math.max(FINGER_PX, this.reach(mark)) && far < least) [best, least] = [mark, far];
    }
    return best;
  }

  /** The marks inside a rectangle of the view, with their pixels: `[{mark, x, y}]`. */
  inside({ left, top, right, bottom }) {
    const found = [];
    for (const mark of this.marks) {
      const [x, y] = this.spot(mark);
      if (x >= left && x <= right && y >= top && y <= bottom) found.push({ mark, x, y });
    }
    return found;
  }

  repaint() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.paint();
    });
  }

  paint() {
    if (!this.view || !this.size || !this.begun) return;
    const { context, view, ratio } = this;
    const now = performance.now();
    const length = motionMs();
    const done = length === 0 ? 1 : Math.min(1, (now - this.began) / length);
    if (this.stale()) this.relabel();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, ...this.size);
    const fading = this.paintLabels(now, length);
    this.paintLeaving(done);
    this.paintMarks(done);
    if (this.here) this.painter.here(...view.screen(this.here.x, this.here.y));
    this.paintChosen();
    if (done < 1 || fading) this.repaint();
  }

  stale() {
    const was = this.labelled;
    if (!was) return false;
    const moved = Math.hypot(was.left - this.view.left, was.top - this.view.top);
    return Math.abs(was.zoom - this.view.zoom) > 0.2 || (was.zoom === this.view.zoom && moved > 160);
  }

  paintLabels(now, length) {
    let fading = false;
    for (const label of this.labels) {
      const [x, y] = this.view.screen(label.wx, label.wy);
      const alpha = length === 0 ? 1 : Math.min(1, (now - label.born) / length);
      fading ||= alpha < 1;
      this.painter.label({ ...label, x: x + label.offset[0], y: y + label.offset[1], dot: label.dot && [x, y], alpha });
    }
    return fading;
  }

  paintMarks(done) {
    const { painter, view, from, selected } = this;
    const t = ease(done);
    if (this.hovered && this.hovered.id !== selected?.id) {
      painter.hover(...this.spot(this.hovered), reachOf(this.hovered, this.layers));
    }
    for (const mark of this.marks) {
      if (this.isSelected(mark)) continue;
      let [x, y] = this.spot(mark);
      const host = done < 1 ? from.get(mark) : null;
      if (host) {
        const [hx, hy] = this.spot(host);
        [x, y] = [hx + (x - hx) * t, hy + (y - hy) * t];
      }
      if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
      painter.mark(mark, x, y);
    }
  }

  paintLeaving(done) {
    if (done >= 1) return;
    const t = ease(done);
    this.context.globalAlpha = 1 - t;
    for (const [mark, host] of this.leaving) {
      const x = mark.x + (host.x - mark.x) * t;
      const y = mark.y + (host.y - mark.y) * t;
      this.painter.mark(mark, ...this.view.screen(x, y));
    }
    this.context.globalAlpha = 1;
  }

  paintChosen() {
    const { painter, selected, focused, hovered } = this;
    const theme = painter.theme;
    const ringed = (mark, colour) => {
      const [x, y] = this.spot(mark);
      painter.ring(x, y, reachOf(mark, this.layers), colour);
      painter.mark(mark, x, y);
    };
    if (selected) ringed(selected, theme.ink);
    if (focused) ringed(focused, theme.focus);
    const named = hovered && !isCluster(hovered) && hovered.id !== selected?.id ? hovered : null;
    if (named) this.paintName(named);
  }

  paintName(mark) {
    const text = mark.name[this.lang] || mark.name.en || mark.name.cy;
    if (!text) return;
    const [x, y] = this.spot(mark);
    const away = this.layers[firstLayer(mark)].size / 2 + 10;
    const fits = x + away + this.measure(text, 14) < this.view.width - 8;
    const align = fits ? "left" : "right";
    const style = { px: 14, weight: 620, kind: "name" };
    this.painter.label({ text, x: fits ? x + away : x - away, y: y + 5, align, ...style });
  }
}

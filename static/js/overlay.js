/** The canvas over the map: marks, names, what is chosen; and which mark lies under a finger. */

import { arcs, countLabel, placeLabels, radiusOf, ringOf, spread } from "./geometry.js";
import { HALO, firstLayer, isCluster, nearest, reachOf } from "./tiles.js";
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
    if (!this.view) return;
    this.blocked = blocked;
    const { width, height } = this.view;
    const towns = this.towns.map(([wx, wy, rank, text], key) => {
      const [x, y] = this.view.screen(wx, wy);
      return { key: text + key, x, y, rank, text, wx, wy };
    });
    const kept = new Map(this.labels.map(({ key, side }) => [key, side]));
    const shown = new Set(kept.keys());
    const marks = this.all().map((mark) => [...this.spot(mark), this.reach(mark)]);
    const placed = placeLabels(towns, { marks, blocked, width, height, kept, measure: (text, px) => this.measure(text, px) });
    const byKey = new Map(towns.map((town) => [town.key, town]));
    const now = performance.now();
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
    if (!this.view || !this.size) return;
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

const FULL = 2 * Math.PI;
const SELECTED_R = 21;

class Painter {
  constructor(context, { layers, shapes, lang }) {
    Object.assign(this, { context, layers, shapes, lang });
  }

  mark(mark, x, y) {
    if (isCluster(mark)) this.cluster(mark, x, y);
    else this.pin(firstLayer(mark), x, y);
  }

  pin(layer, x, y, size = this.layers[layer].size) {
    const { context, theme } = this;
    const shape = this.shapes.get(this.layers[layer].shape) ?? this.shapes.get("disc");
    const scale = size / 24;
    context.save();
    context.translate(x - size / 2, y - size / 2);
    context.scale(scale, scale);
    context.lineJoin = "round";
    context.lineCap = "butt";
    const edge = shape.details.find(({ kind }) => kind === "edge");
    context.strokeStyle = theme.halo;
    context.lineWidth = (2 * HALO) / scale + (edge ? edge.width : 0);
    context.stroke(shape.body);
    context.fillStyle = theme.layers[layer];
    context.fill(shape.body);
    for (const { path, kind, width } of shape.details) this.detail(path, kind, width);
    context.restore();
  }

  detail(path, kind, width) {
    const { context, theme } = this;
    if (kind === "mark") {
      context.fillStyle = theme.mark;
      context.fill(path);
      return;
    }
    context.strokeStyle = kind === "edge" ? theme.edge : theme.mark;
    context.lineWidth = width;
    context.stroke(path);
  }

  cluster(mark, x, y) {
    const { context, theme } = this;
    const radius = radiusOf(mark.n);
    const ring = ringOf(radius);
    context.beginPath();
    context.arc(x, y, radius + HALO, 0, FULL);
    context.fillStyle = theme.halo;
    context.fill();
    context.beginPath();
    context.arc(x, y, radius - ring + 0.5, 0, FULL);
    context.fillStyle = theme.raised;
    context.fill();
    context.lineWidth = ring;
    context.lineCap = "butt";
    for (const { layer, from, to } of arcs(mark.counts, radius, ring)) {
      context.beginPath();
      context.arc(x, y, radius - ring / 2, from, to);
      context.strokeStyle = theme.layers[layer];
      context.stroke();
    }
    this.number(countLabel(mark.n, this.lang), x, y, radius - ring);
  }

  number(text, x, y, inner) {
    const { context, theme } = this;
    const px = text.length > 3 ? 13 : Math.min(15, 12 + inner / 6);
    context.font = `640 ${px}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    context.fillStyle = theme.ink;
    context.fillText(text, x, y + px * 0.36);
  }

  hover(x, y, reach) {
    const { context, theme } = this;
    context.globalAlpha = 0.16;
    context.beginPath();
    context.arc(x, y, reach + 7, 0, FULL);
    context.fillStyle = theme.ink;
    context.fill();
    context.globalAlpha = 1;
  }

  /** A ring around a mark: ink when chosen, the accent when the keyboard is there. */
  ring(x, y, reach, colour) {
    const { context, theme } = this;
    const radius = Math.max(SELECTED_R, reach + 5);
    context.beginPath();
    context.arc(x, y, radius + 1.5 + 2, 0, FULL);
    context.fillStyle = theme.focusGap;
    context.fill();
    context.beginPath();
    context.arc(x, y, radius, 0, FULL);
    context.fillStyle = theme.raised;
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = colour;
    context.stroke();
  }

  /** Where somebody asked to be: a postcode, a town, themselves. */
  here(x, y) {
    const { context, theme } = this;
    for (const [radius, colour] of [[9, theme.focusGap], [7, theme.focus], [3, theme.focusGap]]) {
      context.beginPath();
      context.arc(x, y, radius, 0, FULL);
      context.fillStyle = colour;
      context.fill();
    }
  }

  label({ text, x, y, align, px, weight, kind, dot, alpha = 1, spacing = 0 }) {
    const { context, theme } = this;
    context.globalAlpha = alpha;
    if (dot) {
      context.beginPath();
      context.arc(dot[0], dot[1], 2.4, 0, FULL);
      context.fillStyle = theme.label;
      context.fill();
    }
    context.font = `${weight} ${px}px ${theme.font}`;
    if ("letterSpacing" in context) context.letterSpacing = `${spacing}px`;
    context.textAlign = align;
    context.textBaseline = "alphabetic";
    if (kind !== "sea") {
      context.lineJoin = "round";
      context.lineWidth = 3.5;
      context.strokeStyle = theme.labelHalo;
      context.strokeText(text, x, y);
    }
    context.fillStyle = kind === "sea" ? theme.labelSea : kind === "name" ? theme.ink : theme.label;
    context.fillText(text, x, y);
    if ("letterSpacing" in context) context.letterSpacing = "0px";
    context.globalAlpha = 1;
  }
}

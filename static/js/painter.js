/** How marks, rings and names are drawn on a canvas, in the colours of now. */

import { arcs, countLabel, radiusOf, ringOf, worldX, worldY } from "./geometry.js";
import { HALO, firstLayer, isCluster } from "./tiles.js";

const FULL = 2 * Math.PI;
export const SELECTED_R = 21; // the least radius of the ring around a chosen mark

export class Painter {
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

/** Towns, `[lat, lon, rank, English, Welsh]`, as they are painted: [x, y, rank, name in that language]. */
export const inWords = (towns, lang) =>
  towns.map(([lat, lon, rank, en, cy]) => [worldX(lon), worldY(lat), rank, (lang === "cy" ? cy : en) || en || cy]);

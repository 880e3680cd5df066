/** Which names stand on the map, and where: they give way to marks, panels and each other. */

const PX = 13;
const SEA_PX = 15;
const GAP = 5;
const ROOM = 5; // between one label and the next

const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** How many ranks of towns a zoom bears. */
export const ranksAt = (zoom) => Math.max(0, Math.floor((zoom - 5.2) * 1.6));

/**
 * Names for towns `[{x, y, rank, text}]` in pixels, the most important first. A label stands right of
 * its dot, else left, above, below. `marks` are discs [x, y, reach]; `blocked` boxes are never written on.
 * A place under a mark gets its name beside the mark, without a dot. `kept` names are tried where they stood.
 */
export function placeLabels(towns, { marks, blocked, width, height, measure, kept = new Map() }) {
  const taken = [...blocked];
  const discs = marks.map(([x, y, reach]) => [x - reach, y - reach, x + reach, y + reach]);
  const frame = [4, 4, width - 4, height - 4];
  const inside = (box) =>
    box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
  const placed = [];
  for (const town of towns) {
    if (town.x < 0 || town.y < 0 || town.x > width || town.y > height) continue;
    const under = marks.find(([x, y, reach]) => Math.hypot(x - town.x, y - town.y) < reach + 2);
    for (const spot of spotsOf(town, under, measure, kept.get(town.key))) {
      if (!inside(spot.box) || taken.some((box) => overlaps(box, spot.box))) continue;
      if (discs.some((box) => overlaps(box, spot.tight))) continue;
      taken.push(grown(spot.box, ROOM));
      placed.push(spot.label);
      break;
    }
  }
  return placed;
}

const grown = ([a, b, c, d], by) => [a - by, b - by, c + by, d + by];

function spotsOf(town, under, measure, keptSide) {
  const sea = town.rank < 0;
  const px = sea ? SEA_PX : PX;
  const spacing = sea ? 0.6 : 0;
  const wide = measure(town.text, px) + spacing * town.text.length;
  const style = { text: town.text, key: town.key, px, spacing, kind: sea ? "sea" : "town", weight: 500 };
  if (sea) return [spot(style, town.x, town.y + px * 0.35, "center", wide, null, "middle")];
  const [x, y, reach] = under ?? [town.x, town.y, 3];
  const dot = under ? null : [town.x, town.y];
  const away = reach + GAP;
  const sides = {
    right: [x + away, y + px * 0.35, "left"],
    left: [x - away, y + px * 0.35, "right"],
    below: [x, y + away + px * 0.75, "center"],
    above: [x, y - away - px * 0.1, "center"],
  };
  const order = Object.keys(sides).sort((a, b) => (b === keptSide) - (a === keptSide));
  return order.map((side) => spot(style, ...sides[side], wide, dot, side));
}

function spot(style, x, y, align, wide, dot, side) {
  const left = align === "left" ? x : align === "right" ? x - wide : x - wide / 2;
  const tight = [left, y - style.px * 0.8, left + wide, y + style.px * 0.25];
  const box = dot
    ? [Math.min(tight[0], dot[0] - 3), Math.min(tight[1], dot[1] - 3), Math.max(tight[2], dot[0] + 3), Math.max(tight[3], dot[1] + 3)]
    : tight;
  return { box, tight: dot ? box : tight, label: { ...style, x, y, align, dot, side } };
}

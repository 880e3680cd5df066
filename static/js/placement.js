/** Where a popup opens: towards the sea, off the marks and panels; and how far the map must move for it. */

const AWAY = 16; // from the mark's edge to the popup
const EDGE = 12; // from the popup to the map's edge
const CORNER = 24; // the nearest the leader comes to a corner

const overlap = (a, b) =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/**
 * `anchor` [x, y] and `reach` are the mark's, `size` [width, height] the popup's, `free` the box [left, top,
 * right, bottom] where it may stand, `blocked` boxes of panels, `marks` [[x, y, reach]…], `onLand(x, y)`.
 * Gives `{side, left, top, leader, pan}`: its corner once the map has moved by `pan` [dx, dy], and the
 * leader's place along its edge.
 */
export function placePopup({ anchor, reach, size, free, blocked = [], marks = [], onLand = () => false }) {
  const choices = candidates(anchor, reach, size).map((choice) => {
    const pan = panInto(choice.box, free);
    const box = shifted(choice.box, pan);
    const seen = { ...choice, pan, box };
    return { ...seen, cost: cost(seen, { blocked, marks, onLand, anchor, reach }) };
  });
  const best = choices.reduce((a, b) => (b.cost < a.cost ? b : a));
  const [left, top] = best.box;
  return { side: best.side, left, top, leader: best.leader, pan: best.pan };
}

function candidates([x, y], reach, [width, height]) {
  const away = reach + AWAY;
  const found = [];
  for (const share of [0.5, 0.25, 0.8, 0.1, 0.92]) {
    const down = clamp(height * share, Math.min(CORNER, height / 2), Math.max(height - CORNER, height / 2));
    const across = clamp(width * share, CORNER, width - CORNER);
    found.push(
      { side: "left", leader: down, box: boxAt(x - away - width, y - down, width, height) },
      { side: "right", leader: down, box: boxAt(x + away, y - down, width, height) },
      { side: "above", leader: across, box: boxAt(x - across, y - away - height, width, height) },
      { side: "below", leader: across, box: boxAt(x - across, y + away, width, height) },
    );
  }
  return found;
}

const boxAt = (left, top, width, height) => [left, top, left + width, top + height];
const shifted = ([a, b, c, d], [dx, dy]) => [a + dx, b + dy, c + dx, d + dy];

/** The least movement that brings a box inside the free part. */
export function panInto([left, top, right, bottom], free) {
  const along = (from, to, least, most) => {
    if (from < least + EDGE) return least + EDGE - from;
    return to > most - EDGE ? Math.max(most - EDGE - to, least + EDGE - from) : 0;
  };
  return [along(left, right, free[0], free[2]), along(top, bottom, free[1], free[3])];
}

function cost({ side, box, pan }, { blocked, marks, onLand, anchor, reach }) {
  const before = shifted(box, [-pan[0], -pan[1]]); // over the land and marks as they lie now
  const covered = marks.filter(([x, y, r]) => x > before[0] - r && x < before[2] + r && y > before[1] - r && y < before[3] + r);
  const own = [anchor[0] - reach + pan[0], anchor[1] - reach + pan[1], anchor[0] + reach + pan[0], anchor[1] + reach + pan[1]];
  const hidden = [...blocked].reduce((sum, panel) => sum + overlap(box, panel) + 20 * overlap(own, panel), 0);
  return (
    landShare(before, onLand) * 400 +
    covered.length * 45 +
    hidden * 0.2 +
    Math.hypot(...pan) * 0.5 +
    (side === "left" || side === "right" ? 0 : 30)
  );
}

function landShare([left, top, right, bottom], onLand) {
  let land = 0;
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      if (onLand(left + ((right - left) * (i + 0.5)) / 5, top + ((bottom - top) * (j + 0.5)) / 5)) land++;
    }
  }
  return land / 25;
}

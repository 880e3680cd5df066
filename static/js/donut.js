/** How a cluster looks: its radius, and the arcs of its ring. */

const FULL = 2 * Math.PI;
const GAP_PX = 2.4;
const LEAST_PX = 3; // a share smaller than this would not be seen
const TOP = -Math.PI / 2;

/** Outer radius in pixels of a cluster of n. */
export const radiusOf = (n) => (n >= 1000 ? 29 : Math.min(23, 13.6 + 2.6 * Math.log2(n)));

export const ringOf = (radius) => (radius < 19 ? 5 : 6);

/**
 * The ring's arcs in the order of the key, clockwise from the top: `{layer, from, to}` in radians.
 * Gaps lie between arcs; a ring of one layer is whole. A tiny share is widened at the cost of the large ones.
 */
export function arcs(counts, radius, ring = ringOf(radius)) {
  const parts = counts.map((count, layer) => ({ layer, count })).filter(({ count }) => count > 0);
  if (parts.length === 0) return [];
  if (parts.length === 1) return [{ layer: parts[0].layer, from: TOP, to: TOP + FULL }];
  const middle = radius - ring / 2;
  const gap = GAP_PX / middle;
  const free = FULL - gap * parts.length;
  const angles = widen(parts.map(({ count }) => count), free, Math.min(LEAST_PX / middle, free / parts.length));
  let at = TOP + gap / 2;
  return parts.map(({ layer }, i) => {
    const from = at;
    const to = from + angles[i];
    at = to + gap;
    return { layer, from, to };
  });
}

/** Shares out `whole` by weight, none less than `least`. */
function widen(weights, whole, least) {
  const small = new Set();
  for (;;) {
    const rest = weights.reduce((sum, weight, i) => (small.has(i) ? sum : sum + weight), 0);
    const room = whole - small.size * least;
    const before = small.size;
    weights.forEach((weight, i) => {
      if (!small.has(i) && (weight / rest) * room < least) small.add(i);
    });
    if (small.size === before || small.size === weights.length) {
      return weights.map((weight, i) => (small.has(i) ? least : (weight / rest) * room));
    }
  }
}

/** A count as it stands in the middle: 4,380, then 12k, then 1.2M. */
export function countLabel(n, lang) {
  if (n < 10_000) return n.toLocaleString(lang === "cy" ? "cy-GB" : "en-GB");
  const [value, unit] = n < 999_500 ? [n / 1000, "k"] : [n / 1_000_000, "M"];
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}${unit}`;
}

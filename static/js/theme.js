/** Colours and shapes, read from the page: tokens from its CSS, symbols from its SVG. */

const TOKENS = {
  ink: "--ink", ink2: "--ink-2", paper: "--paper", raised: "--raised", focus: "--focus", focusGap: "--focus-gap",
  sea: "--sea", sea1: "--sea-1", sea2: "--sea-2", sea3: "--sea-3", coast: "--coast", land: "--land",
  out: "--land-out", border: "--border", nation: "--nation", label: "--label", labelSea: "--label-sea",
  labelHalo: "--halo", halo: "--l-halo", mark: "--l-mark", edge: "--l-edge",
};

const dark = matchMedia("(prefers-color-scheme: dark)");

/** The colours of now: `{dark, font, ink, sea, … , layers: [colour, …]}`. */
export function readTheme(layers) {
  const style = getComputedStyle(document.documentElement);
  const theme = { dark: isDark(style), font: style.getPropertyValue("--font").trim() || "sans-serif" };
  for (const [name, token] of Object.entries(TOKENS)) theme[name] = colourOf(style, token);
  theme.layers = layers.map((layer) => (theme.dark ? layer.dark : layer.colour));
  return theme;
}

function isDark(style) {
  const scheme = style.colorScheme;
  if (scheme === "dark" || scheme === "light") return scheme === "dark";
  return dark.matches;
}

const probe = document.createElement("span");

/** A token as rgb(…): light-dark() and names are worked out by the browser, since a canvas knows neither. */
function colourOf(style, token) {
  if (!style.getPropertyValue(token)) return "";
  probe.hidden = true;
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export function onThemeChange(act) {
  dark.addEventListener("change", act);
  new MutationObserver(act).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

const still = matchMedia("(prefers-reduced-motion: reduce)");
export const motionMs = () => (still.matches ? 0 : 180);

/** The symbols of the page as paths on a 24 × 24 field: Map of name → `{body, details: [{path, kind, width}]}`. */
export function readShapes() {
  const shapes = new Map();
  for (const symbol of document.querySelectorAll("symbol[id^='shape-']")) {
    const parts = [...symbol.children].map((part) => ({ path: pathOf(part), ...paintOf(part) }));
    shapes.set(symbol.id.slice("shape-".length), {
      body: parts.find(({ kind }) => kind === "body").path,
      details: parts.filter(({ kind }) => kind !== "body"),
    });
  }
  return shapes;
}

function pathOf(part) {
  if (part.tagName === "path") return new Path2D(part.getAttribute("d"));
  const circle = new Path2D();
  const [cx, cy, r] = ["cx", "cy", "r"].map((name) => Number(part.getAttribute(name)));
  circle.arc(cx, cy, r, 0, 2 * Math.PI);
  return circle;
}

function paintOf(part) {
  const width = parseFloat(getComputedStyle(part).strokeWidth) || 2;
  if (part.classList.contains("edge")) return { kind: "edge", width };
  if (part.classList.contains("line")) return { kind: "line", width };
  if (part.classList.contains("mark")) return { kind: "mark", width };
  return { kind: "body", width };
}

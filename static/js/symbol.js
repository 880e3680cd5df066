/** A layer's symbol as SVG, from the shapes that the page holds. */

const SVG = "http://www.w3.org/2000/svg";

export function symbolOf(layer) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "symbol");
  svg.setAttribute("width", String(layer.size));
  svg.setAttribute("height", String(layer.size));
  svg.setAttribute("aria-hidden", "true");
  svg.style.color = `light-dark(${layer.colour}, ${layer.dark})`;
  use.setAttribute("href", `#shape-${layer.shape}`);
  svg.append(use);
  return svg;
}

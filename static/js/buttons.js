/** The marks for the keyboard and for screen readers: one button a mark, over the canvas that shows it. */

import { fill } from "./address.js";
import { grouped, neighbour } from "./geometry.js";
import { isCluster, mixOf } from "./tiles.js";

const MOST = 400;
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export class MarkButtons {
  constructor(list, { layers, lang, words, focus, open, hover }) {
    Object.assign(this, { list, layers, lang, words, focus, open, hover });
    this.spots = [];
    this.buttons = new Map();
    list.setAttribute("aria-label", words.marks);
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("click", (event) => {
      const spot = this.spotOf(event.target.closest("button"));
      if (spot) this.open(spot.mark, spot.button);
    });
    list.addEventListener("focusin", (event) => this.focusOn(this.spotOf(event.target)));
    list.addEventListener("focusout", () => this.focus(null));
  }

  focusOn(spot) {
    if (!spot) return;
    this.current = spot;
    this.rove(spot.mark);
    this.focus(spot.button.matches(":focus-visible") ? spot.mark : null);
  }

  spotOf(button) {
    return this.spots.find((spot) => spot.button === button) ?? null;
  }

  /** `spots`: the marks in view with their pixels. The keyboard stays where it was, or goes to the nearest. */
  update(spots) {
    const had = this.list.contains(document.activeElement) ? this.current : null;
    const old = this.buttons;
    this.buttons = new Map();
    const rows = spots.slice(0, MOST).sort((a, b) => a.y - b.y || a.x - b.x);
    this.spots = rows.map(({ mark, x, y }) => {
      const key = `${mark.id} ${mark.n}`;
      const button = old.get(key) ?? this.button(mark);
      this.buttons.set(key, button);
      button.parentElement.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      return { mark, x, y, button };
    });
    this.arrange(old);
    if (had && !this.list.contains(document.activeElement)) this.focusNear(had);
    else this.rove(this.current?.mark);
  }

  /** Puts the items in order; one that has the keyboard is not moved, which would take it away. */
  arrange(old) {
    const kept = new Set(this.buttons.values());
    for (const button of old.values()) if (!kept.has(button)) button.parentElement.remove();
    const items = this.spots.map(({ button }) => button.parentElement);
    const pinned = items.findIndex((item) => item.contains(document.activeElement));
    items.slice(0, Math.max(pinned, 0)).forEach((item) => this.list.insertBefore(item, items[pinned]));
    this.list.append(...items.slice(pinned + 1));
  }

  focusNear(spot) {
    const far = (other) => Math.hypot(other.x - spot.x, other.y - spot.y);
    const next = this.spots.reduce((a, b) => (a && far(a) <= far(b) ? a : b), null);
    next?.button.focus({ preventScroll: true });
  }

  rove(mark) {
    const chosen = this.spots.find((spot) => spot.mark.id === mark?.id) ?? this.spots[0];
    for (const { button } of this.spots) button.tabIndex = button === chosen?.button ? 0 : -1;
  }

  button(mark) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.append(...this.nameOf(mark));
    item.append(button);
    return button;
  }

  /** The accessible name; a name in the other language is marked as such. */
  nameOf(mark) {
    const { lang, words, layers } = this;
    if (isCluster(mark)) {
      const sentence = mark.onePoint ? words.stack : words.cluster;
      return [fill(sentence, { n: grouped(mark.n, lang), mix: mixOf(mark, layers, lang) })];
    }
    const other = lang === "cy" ? "en" : "cy";
    const name = document.createElement("span");
    name.textContent = mark.name[lang] || mark.name[other];
    if (!mark.name[lang]) name.lang = other;
    const where = layers.filter((_, k) => mark.counts[k] > 0).map((layer) => layer.name);
    return [name, ["", ...where].join(", ")];
  }

  key(event) {
    const spot = this.spotOf(event.target);
    if (!spot || event.ctrlKey || event.altKey || event.metaKey) return;
    let next = null;
    if (event.key in ARROWS) next = neighbour(spot, this.spots, ARROWS[event.key]) ?? spot;
    else if (event.key === "Home") next = this.spots[0];
    else if (event.key === "End") next = this.spots.at(-1);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.button.focus({ preventScroll: true });
  }
}

/** A view of the map in a story: drawn by the server, and the map itself for who wants to use it; one at a time. */

let used = null;

class Figure {
  constructor(box) {
    this.box = box;
    this.button = box.querySelector(".use-map");
    this.place = box.querySelector(".small-map");
    this.status = box.querySelector("[role=status]");
    this.open = this.button.textContent;
    this.button.hidden = false;
    this.button.addEventListener("click", () => (used === this ? this.close() : this.use()));
  }

  /** The drawing stays until the map can take its place, and where it cannot. */
  async use() {
    used?.close();
    used = this;
    // It may be closed and opened again while it loads: then only the last time counts.
    const turn = Symbol("turn");
    this.turn = turn;
    const isOver = () => this.turn !== turn;
    const { close, ready, failed } = this.button.dataset;
    this.button.textContent = close;
    this.button.setAttribute("aria-busy", "true");
    this.status.textContent = "";
    try {
      const { FigureMap } = await import("./figure-map.js");
      if (isOver()) return undefined; // asking for its page would stop the other's asking
      const map = await FigureMap.of(this.place, this.box.querySelector("a.map-link").href);
      if (isOver()) return map.remove();
      this.map = map;
      await map.ready;
      if (isOver()) return undefined;
      this.box.dataset.live = "";
      this.status.textContent = ready;
    } catch (error) {
      if (isOver()) return undefined;
      console.warn(error);
      this.close();
      this.status.textContent = failed;
    }
    this.button.removeAttribute("aria-busy");
    return undefined;
  }

  /** The button keeps the keyboard, or gets it back from the map that goes. */
  close() {
    if (used === this) used = null;
    this.turn = null;
    const had = this.place.contains(document.activeElement);
    delete this.box.dataset.live;
    this.map?.remove();
    this.map = null;
    this.status.textContent = "";
    this.button.removeAttribute("aria-busy");
    this.button.textContent = this.open;
    if (had) this.button.focus();
  }
}

for (const box of document.querySelectorAll("figure.map-view:has(.use-map)")) new Figure(box);

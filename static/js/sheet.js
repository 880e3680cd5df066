/** The list as a bottom sheet on phones: it follows the finger and rests low, half way or full. */

export const REST = ["peek", "half", "full"];
const FLICK = 0.45; // pixels a millisecond: faster than this goes on in its direction

/** Heights of the three rests in pixels, for a space that is `room` high. */
export const restHeights = (room) => ({
  peek: Math.min(264, room * 0.45),
  half: room * 0.56,
  full: room,
});

/** Where a sheet of that height comes to rest when let go at `speed` (pixels a millisecond, up is positive). */
export function restAt(height, speed, heights) {
  const nearest = REST.reduce((a, b) =>
    Math.abs(heights[b] - height) < Math.abs(heights[a] - height) ? b : a,
  );
  if (Math.abs(speed) < FLICK) return nearest;
  const ahead = REST.filter((rest) => (speed > 0 ? heights[rest] > height : heights[rest] < height));
  return (speed > 0 ? ahead[0] : ahead.at(-1)) ?? nearest;
}

export class Sheet {
  /** `panel` is the list, `handle` its grab bar, `moved` is called when it has come to rest; `picks` move into the `key`. */
  constructor({ panel, handle, picks, key, words, moved }) {
    Object.assign(this, { panel, handle, picks, key, words, moved });
    this.home = picks.parentElement;
    this.phone = matchMedia("(max-width: 719.98px)");
    this.phone.addEventListener("change", () => this.arrange());
    addEventListener("resize", () => this.arrange());
    handle.addEventListener("pointerdown", (event) => this.grab(event));
    handle.addEventListener("pointermove", (event) => this.drag(event));
    handle.addEventListener("pointerup", (event) => this.release(event));
    handle.addEventListener("pointercancel", (event) => this.release(event));
    handle.addEventListener("keydown", (event) => this.key(event));
    handle.addEventListener("click", () => this.tap());
    this.rest = "peek";
    this.arrange();
  }

  get heights() {
    return restHeights(this.panel.parentElement.clientHeight);
  }

  arrange() {
    this.handle.hidden = !this.phone.matches;
    if (this.phone.matches && this.picks.parentElement === this.home) this.key.append(this.picks);
    else if (!this.phone.matches && this.picks.parentElement === this.key) this.home.insertBefore(this.picks, document.getElementById("key-button"));
    if (this.phone.matches) this.go(this.rest, { quiet: true });
    else {
      delete this.panel.dataset.sheet;
      this.panel.style.removeProperty("--sheet");
    }
  }

  go(rest, { quiet = false } = {}) {
    this.rest = rest;
    delete this.panel.dataset.dragged;
    this.panel.dataset.sheet = rest;
    this.panel.style.setProperty("--sheet", `${Math.round(this.heights[rest])}px`);
    this.handle.setAttribute("aria-expanded", String(rest !== "peek"));
    this.handle.setAttribute("aria-label", rest === "full" ? this.words.sheet_less : this.words.sheet_more);
    if (!quiet) this.moved();
  }

  grab(event) {
    if (event.button !== 0) return;
    this.handle.setPointerCapture(event.pointerId);
    this.held = { y: event.clientY, height: this.panel.offsetHeight, at: event.timeStamp, speed: 0, far: 0 };
    this.panel.dataset.dragged = "";
  }

  drag(event) {
    const { held } = this;
    if (!held) return;
    const height = Math.max(72, Math.min(this.heights.full, held.height + held.y - event.clientY));
    const since = Math.max(1, event.timeStamp - held.at);
    const before = held.now ?? held.height;
    held.speed = 0.6 * ((height - before) / since) + 0.4 * held.speed;
    held.far = Math.max(held.far, Math.abs(held.y - event.clientY));
    Object.assign(held, { now: height, at: event.timeStamp });
    this.panel.style.setProperty("--sheet", `${height}px`);
  }

  release(event) {
    const { held } = this;
    if (!held) return;
    this.held = null;
    this.dragged = held.far > 6;
    const speed = event.timeStamp - held.at > 120 ? 0 : held.speed;
    this.go(this.dragged ? restAt(held.now ?? held.height, speed, this.heights) : this.rest, { quiet: !this.dragged });
  }

  /** A tap, Enter or Space: one rest higher, from the top back to the bottom. */
  tap() {
    if (this.dragged) this.dragged = false;
    else this.go(REST[(REST.indexOf(this.rest) + 1) % REST.length]);
  }

  key(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.go(REST[Math.max(0, Math.min(REST.length - 1, REST.indexOf(this.rest) + step))]);
  }
}

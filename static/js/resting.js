/** The map that the page speaks to. It rests as the view that it begins with, until somebody stirs: then it is MapLibre. */

// Before a mouse does anything on the map it has moved.
const STIRS = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel", "resize"];
const POINTED = ["mousemove", "mouseout", "click"];
const AGAIN_MS = 5000; // after a failure: the next movement of the same hand would fail too

export class RestingMap {
  /** `make()` promises MapLibre's map; `failed(error)`: it cannot be made. `camera` is of `cameraOf`. */
  constructor({ host, camera, make, failed }) {
    Object.assign(this, { host, camera, make, failed });
    this.libre = null;
    this.heard = []; // [on or once, name, act]: for MapLibre, when it comes
    for (const name of POINTED) host.addEventListener(name, (event) => this.pointed(event));
    this.failedAt = -Infinity;
    this.stir = () => {
      if (performance.now() - this.failedAt > AGAIN_MS) this.wake().catch(failed);
    };
    for (const name of STIRS) addEventListener(name, this.stir, { passive: true });
  }

  /** Promises MapLibre's map; what failed may be tried again. */
  wake() {
    this.waking ??= this.begin();
    return this.waking;
  }

  async begin() {
    try {
      this.libre = await this.make();
    } catch (error) {
      this.waking = null;
      this.failedAt = performance.now();
      throw error;
    }
    this.host.style.cursor = ""; // its canvas has the pointer's shape now
    for (const name of STIRS) removeEventListener(name, this.stir);
    for (const [how, name, act] of this.heard) this.libre[how](name, act);
    this.say("resize"); // the window may have another size by now
    this.heard = [];
    return this.libre;
  }

  on(name, act) {
    this.hear("on", name, act);
  }

  once(name, act) {
    this.hear("once", name, act);
  }

  hear(how, name, act) {
    if (this.libre) this.libre[how](name, act);
    else this.heard.push([how, name, act]);
  }

  say(what, event) {
    for (const [, name, act] of this.heard) if (name === what) act(event);
  }

  /** Marks answer before MapLibre is there; after that its own element is what is pointed at. */
  pointed(event) {
    if (event.target !== this.host) return;
    const { left, top } = this.host.getBoundingClientRect();
    this.say(event.type, { point: { x: event.clientX - left, y: event.clientY - top } });
  }

  getContainer() {
    return this.host;
  }

  /** What has the pointer's shape. */
  getCanvas() {
    return this.libre?.getCanvas() ?? this.host;
  }

  getCenter() {
    return this.libre?.getCenter() ?? { lat: this.camera.lat, lng: this.camera.lon };
  }

  getZoom() {
    return this.libre?.getZoom() ?? this.camera.zoom;
  }

  getMinZoom() {
    return this.camera.least;
  }

  getMaxZoom() {
    return this.camera.most;
  }

  isMoving() {
    return this.libre?.isMoving() ?? false;
  }

  zoomIn() {
    this.move("zoomIn");
  }

  zoomOut() {
    this.move("zoomOut");
  }

  jumpTo(camera) {
    this.move("jumpTo", camera);
  }

  easeTo(camera) {
    this.move("easeTo", camera);
  }

  panBy(offset, options) {
    this.move("panBy", offset, options);
  }

  /** At once where MapLibre is there, else as soon as it is. */
  move(how, ...where) {
    if (this.libre) this.libre[how](...where);
    else this.wake().then((libre) => libre[how](...where), this.failed);
  }
}

/** The map that the page speaks to. It rests as the view that it begins with, until somebody stirs: then it is MapLibre. */

// Before a mouse does anything on the map it has moved.
const STIRS = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel", "resize"];
const POINTED = ["mousemove", "mouseout", "click", "dblclick"];
const STEP = { zoomIn: 1, zoomOut: -1 }; // zooms
const ONE_TURN_MS = 250; // a turn of the wheel is many events, none longer after the one before

export class RestingMap {
  /**
   * `make()` promises MapLibre's map. `failed(error, there)`: it cannot be made, and so the map not moved there, a
   * `{lat, lon, zoom}` or null. `camera` is of `cameraOf`.
   */
  constructor({ host, camera, make, failed }) {
    Object.assign(this, { host, camera, make, failed });
    this.libre = null;
    this.lastTurn = -Infinity;
    this.heard = []; // [on or once, name, act]: for MapLibre, when it comes
    for (const name of POINTED) host.addEventListener(name, (event) => this.pointed(event));
  }

  /** From now on MapLibre is made as soon as somebody stirs. Where that fails, nobody has asked for anything yet. */
  watch() {
    const stir = () => {
      for (const name of STIRS) removeEventListener(name, stir);
      this.wake().catch((error) => console.warn(error));
    };
    for (const name of STIRS) addEventListener(name, stir, { passive: true });
    addEventListener("resize", () => !this.libre && this.say("resize"));
    this.host.addEventListener("dblclick", (event) => event.defaultPrevented || this.step("zoomIn", event));
    this.host.addEventListener("wheel", (event) => this.turned(event), { passive: false });
  }

  /** MapLibre answers the wheel itself, once it is there. */
  turned(event) {
    if (this.libre || !event.deltaY) return;
    event.preventDefault();
    const goesOn = event.timeStamp - this.lastTurn < ONE_TURN_MS;
    this.lastTurn = event.timeStamp;
    if (!goesOn) this.step(event.deltaY < 0 ? "zoomIn" : "zoomOut", event);
  }

  /** What the mouse asks of a map that is not there yet: what lies under it stays there, if the map moves at all. */
  async step(how, event) {
    if (this.libre) return;
    const { x, y } = this.pixel(event);
    try {
      const libre = await this.wake();
      libre.zoomTo(libre.getZoom() + STEP[how], { around: libre.unproject([x, y]) });
    } catch (error) {
      this.failed(error, this.target(how));
    }
  }

  /** Promises MapLibre's map. */
  wake() {
    this.waking ??= this.begin();
    return this.waking;
  }

  async begin() {
    try {
      this.libre = await this.make();
    } catch (error) {
      this.waking = null; // whoever next moves the map by a button, a search or Back tries again
      throw error;
    }
    this.libre.getCanvas().style.cursor = this.host.style.cursor;
    this.host.style.cursor = "";
    for (const [how, name, act] of this.heard) this.libre[how](name, act);
    this.say("resize"); // the window may have another size by now
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

  /** Marks answer before MapLibre is there; after that its own element is what is pointed at, but for a press between. */
  pointed(event) {
    if (event.target !== this.host) return;
    this.say(event.type, { point: this.pixel(event), preventDefault: () => event.preventDefault() });
  }

  pixel({ clientX, clientY }) {
    const { left, top } = this.host.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
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
    return this.move("zoomIn");
  }

  zoomOut() {
    return this.move("zoomOut");
  }

  jumpTo(camera) {
    return this.move("jumpTo", camera);
  }

  easeTo(camera) {
    return this.move("easeTo", camera);
  }

  panBy(offset, options) {
    return this.move("panBy", offset, options);
  }

  /** At once where MapLibre is there, else as soon as it is. Promises MapLibre's map; null where it cannot be made. */
  async move(how, ...where) {
    if (this.libre) return this.libre[how](...where);
    try {
      return (await this.wake())[how](...where);
    } catch (error) {
      this.failed(error, this.target(how, where[0]));
      return null;
    }
  }

  /** Where a movement leads; null where it only makes room. */
  target(how, to) {
    if (how === "panBy") return null;
    if (to) return { lat: to.center[1], lon: to.center[0], zoom: to.zoom };
    const { lat, lon, zoom } = this.camera;
    return { lat, lon, zoom: zoom + STEP[how] };
  }
}

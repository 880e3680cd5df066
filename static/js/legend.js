/** The key is the filter: a box a layer, live counts, and one button for all. */

export class Legend {
  /** `changed()` is called when somebody has ticked or unticked. */
  constructor({ key, lang, changed }) {
    this.key = key;
    this.lang = lang;
    this.all = key.querySelector("#key-all");
    this.boxes = [...key.querySelectorAll("input[name=layer]")];
    this.all.hidden = false;
    this.all.addEventListener("click", () => {
      this.set(this.boxes.some(({ checked }) => checked) ? [] : null);
      changed();
    });
    this.name();
  }

  /** The layers shown: null when all are, else their keys. */
  get() {
    const on = this.boxes.filter(({ checked }) => checked).map(({ value }) => value);
    return on.length === this.boxes.length ? null : on;
  }

  set(layers) {
    for (const box of this.boxes) box.checked = layers === null || layers.includes(box.value);
    this.name();
  }

  /** What the button will do. */
  name() {
    const { hide, show } = this.all.dataset;
    this.all.textContent = this.boxes.some(({ checked }) => checked) ? hide : show;
  }

  /** Entries in view by layer; what ticking a row would show, whether it is ticked or not. */
  count(facet) {
    for (const row of this.key.querySelectorAll("[data-layer]")) {
      const n = facet[row.dataset.layer] ?? 0;
      const count = row.querySelector("output.count, .count");
      if (count) count.textContent = n.toLocaleString(this.lang === "cy" ? "cy-GB" : "en-GB");
    }
  }
}

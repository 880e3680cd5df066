/** The list beside the map: always what the map shows, in the server's own HTML. */

import { ask, boxText, isAbort, withQuery } from "./api.js";

export class List {
  /** `changed(results)` is called with the new #results; `hover(id)` and `choose(id, row)` with a row's entry. */
  constructor({ panel, page, words, changed, hover, choose }) {
    Object.assign(this, { panel, page, words, changed, hover, choose });
    this.status = liveRegion();
    panel.addEventListener("click", (event) => this.click(event));
    panel.addEventListener("pointerover", (event) => this.point(event));
    panel.addEventListener("pointerleave", () => hover(null));
    panel.addEventListener("focusin", (event) => this.point(event));
    panel.addEventListener("focusout", () => hover(null));
  }

  get results() {
    return this.panel.querySelector("#results");
  }

  /** Counts of the entries in the list's view by filter and key, e.g. `{layer: {housing: 29}}`. */
  get facets() {
    const block = this.results.querySelector("script#facets");
    return block ? JSON.parse(block.textContent) : {};
  }

  rows() {
    return [...this.panel.querySelectorAll("#list > li[data-id]")];
  }

  async show(filters, box) {
    this.asked = { filters: new URLSearchParams(filters), box };
    this.panel.setAttribute("aria-busy", "true");
    try {
      const fresh = await this.fetch(1);
      this.replace(fresh);
    } catch (error) {
      if (!isAbort(error)) this.fail();
      return;
    }
    this.panel.removeAttribute("aria-busy");
  }

  async fetch(page) {
    const { filters, box } = this.asked;
    const place = { part: "results", bbox: boxText(box) };
    if (page > 1) place.page = String(page);
    const html = await ask("list", withQuery(this.page, filters, place));
    return new DOMParser().parseFromString(html, "text/html").getElementById("results");
  }

  replace(fresh) {
    const focusedId = this.results.contains(document.activeElement)
      ? document.activeElement.closest("li[data-id]")?.dataset.id
      : null;
    this.results.replaceWith(document.adoptNode(fresh));
    this.pagination();
    this.mark(this.chosen);
    if (focusedId) this.row(focusedId)?.querySelector("a")?.focus({ preventScroll: true });
    this.announce(this.results.querySelector("#in-view")?.textContent);
    this.changed(this.results);
  }

  /** Paging without scripts is links; with them, one button that adds the next page below. */
  pagination() {
    const next = this.results.querySelector("nav.paging a[rel=next]");
    const nav = this.results.querySelector("nav.paging");
    if (!nav) return;
    nav.hidden = !next;
    if (!next) return;
    const more = document.createElement("button");
    more.type = "button";
    more.className = "more";
    more.textContent = this.words.more;
    more.dataset.page = new URL(next.href).searchParams.get("page");
    nav.replaceChildren(more);
  }

  async addPage(button) {
    button.disabled = true;
    try {
      const fresh = await this.fetch(Number(button.dataset.page));
      const first = fresh.querySelector("#list > li");
      this.results.querySelector("#list").append(...fresh.querySelectorAll("#list > li"));
      const nav = fresh.querySelector("nav.paging");
      button.closest("nav").replaceWith(nav ?? "");
      this.pagination();
      this.mark(this.chosen);
      first?.querySelector("a")?.focus();
    } catch (error) {
      if (!isAbort(error)) this.fail();
    } finally {
      button.disabled = false;
    }
  }

  fail() {
    this.panel.removeAttribute("aria-busy");
    const note = document.createElement("p");
    note.className = "list-error";
    const again = document.createElement("button");
    again.type = "button";
    again.dataset.again = "";
    again.textContent = this.words.again;
    note.append(this.words.list_failed, " ", again);
    this.results.querySelector(".list-error")?.remove();
    this.results.prepend(note);
    this.announce(this.words.list_failed);
  }

  row(id) {
    return this.rows().find((row) => row.dataset.id === id) ?? null;
  }

  /** Shows which row is chosen (an entry's id, or null). */
  mark(id, { scroll = false } = {}) {
    this.chosen = id;
    for (const row of this.rows()) {
      const on = row.dataset.id === id;
      if (on) row.querySelector("a")?.setAttribute("aria-current", "true");
      else row.querySelector("a")?.removeAttribute("aria-current");
      if (on && scroll) row.scrollIntoView({ block: "nearest" });
    }
  }

  light(id) {
    for (const row of this.rows()) row.classList.toggle("lit", id !== null && row.dataset.id === id);
  }

  point(event) {
    const row = event.target.closest?.("li[data-id]");
    this.hover(row ? placeOf(row) : null);
  }

  click(event) {
    if (event.target.closest("[data-again]")) this.show(this.asked.filters, this.asked.box);
    const more = event.target.closest("button.more");
    if (more) this.addPage(more);
    const row = event.target.closest("li[data-id]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    // Without a place, or when it is chosen already, the link goes to the entry's page.
    if (!row || !plain || !row.dataset.lat || row.dataset.id === this.chosen) return;
    event.preventDefault();
    this.choose({ ...placeOf(row), focus: event.detail === 0, from: row.querySelector("a") });
  }

  /** Says a sentence to screen readers once things have been quiet for a moment. */
  announce(sentence) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.status.textContent = sentence?.trim() ?? ""), 600);
  }
}

/** Which entry a row is of, and where it stands (lat and lon are NaN when it has no place). */
export function placeOf(row) {
  const { id, lat, lon } = row.dataset;
  return { id, lat: parseFloat(lat), lon: parseFloat(lon) };
}

function liveRegion() {
  const region = document.createElement("p");
  region.className = "unseen";
  region.setAttribute("role", "status");
  document.body.append(region);
  return region;
}

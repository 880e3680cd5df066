/** The date filter: two days and the links beside them. The address may have coarser dates, such as 2026-05. */

const DATE = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[?~%]?$/;

/** The first day that a date of an address may mean, as a field takes it; empty where only the server can tell. */
export function firstDay(text) {
  const found = DATE.exec(text);
  return found ? [found[1], found[2] ?? "01", found[3] ?? "01"].join("-") : "";
}

/** The last. */
export function lastDay(text) {
  const found = DATE.exec(text);
  if (!found) return "";
  const [, year, month = "12", day] = found;
  const end = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return [year, month, day ?? String(end).padStart(2, "0")].join("-");
}

export class Dates {
  /** `box` is the filter, null where nothing has a date; `changed()`: a link in it was used. */
  constructor(box, changed) {
    this.box = box;
    if (!box) return;
    [this.from, this.to] = box.querySelectorAll("input");
    this.summary = box.querySelector("summary");
    this.any = box.querySelector("a[data-from='']");
    box.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-from]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const { from, to } = link.dataset;
      this.set({ since: from, until: to });
      this.typed = { since: from, until: to };
      changed();
      if (link.hidden) this.summary.focus();
    });
  }

  /** The dates as the address has them; those of `before` where no day was changed since. */
  get(before) {
    if (!this.box) return { since: before.since, until: before.until };
    const { since, until } = this.typed ?? before;
    this.typed = null;
    const found = {
      since: firstDay(since) === this.from.value ? since : this.from.value,
      until: lastDay(until) === this.to.value ? until : this.to.value,
    };
    this.tell(found);
    return found;
  }

  set({ since, until }) {
    if (!this.box) return;
    this.from.value = firstDay(since);
    this.to.value = lastDay(until);
    this.tell({ since, until });
  }

  tell({ since, until }) {
    this.any.hidden = !since && !until;
  }

  /** The time that is shown, in words; nothing for any. */
  say(words) {
    if (this.box) this.summary.textContent = words || this.box.dataset.any;
  }
}

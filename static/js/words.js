/** What the page told us: its data and its sentences, in its language. */

/** The JSON of a `<script type="application/json">` block. */
export const readJson = (id) => JSON.parse(document.getElementById(id).textContent);

/** Puts values into a sentence: fill("{n} in view", {n: 5}). */
export const fill = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));

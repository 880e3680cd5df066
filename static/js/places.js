/** Places that a text may mean: towns by name in either language, postcodes by their shape. */

const MOST = 5;
const POSTCODE = /^([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})?$/i;

/** Without accents and case; every apostrophe and hyphen alike. */
export const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’‘ʼ`´]/g, "'").replace(/[-‐‑–]/g, " ").toLowerCase().trim();

/** "CF10 5NB", "CF10", or null when a text has no postcode's shape. */
export function postcodeOf(text) {
  const found = POSTCODE.exec(text.trim());
  if (!found) return null;
  return [found[1], found[2]].filter(Boolean).join(" ").toUpperCase();
}

/** Up to five towns of `towns` ([lat, lon, rank, en, cy]) whose name in either language starts with the text. */
export function townsLike(text, towns, lang) {
  const start = fold(text);
  if (start.length < 2) return [];
  const own = lang === "cy" ? 4 : 3;
  const found = [];
  for (const town of towns) {
    if (town[2] < 0 || ![3, 4].some((name) => fold(town[name]).startsWith(start))) continue;
    const other = town[7 - own];
    const name = town[own] || other;
    found.push({ kind: "town", name, also: other === name ? "" : other, lat: town[0], lon: town[1], zoom: 11 });
    if (found.length === MOST) break;
  }
  return found;
}

/** What the address says, what is asked of the server, and what the page told us. */

const MANY = ["layer", "sector", "area", "status"];
// layer=none: every layer is hidden; layer=all: none is. No `layer` at all: as the page shows itself at first.
const NONE = "none";
const ALL = "all";

const number = (text, least, most) => {
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return value >= least && value <= most ? value : null;
};

/** The place that the list begins at, "latitude,longitude" and perhaps ",name"; null when it is none. */
function placeIn(text) {
  const [lat, lon = null] = (text ?? "").split(",");
  return number(lat, -90, 90) === null || number(lon, -180, 180) === null ? null : text;
}

/** A place as an address has it, with its name if it has one: four decimals are some metres. */
export const placeText = ({ lat, lon, name }) => [+lat.toFixed(4), +lon.toFixed(4), name ?? []].flat().join(",");

/**
 * What a query says; junk is ignored. `layers` is null for all, else a list (perhaps empty); `first` says likewise
 * which are shown at first.
 */
export function parse(query, first = null) {
  const from = new URLSearchParams(query);
  const list = (name) => [...new Set(from.getAll(name).map((v) => v.trim()).filter(Boolean))];
  const layers = list("layer");
  const lat = number(from.get("lat"), -85, 85);
  const lon = number(from.get("lon"), -180, 180);
  const z = number(from.get("z"), 0, 22);
  return {
    q: (from.get("q") ?? "").trim(),
    layers: layers.length === 0 ? first : layers.includes(ALL) ? null : layers.filter((key) => key !== NONE),
    sectors: list("sector"),
    areas: list("area"),
    statuses: list("status"),
    since: (from.get("from") ?? "").trim(),
    until: (from.get("to") ?? "").trim(),
    view: lat === null || lon === null || z === null ? null : { lat, lon, zoom: z },
    near: placeIn(from.get("near")),
    entry: (from.get("entry") ?? "").trim() || null,
  };
}

/** The words for `layer`, none at all for those that are shown at first. */
function layerWords(layers, first) {
  const wanted = JSON.stringify(layers && [...layers].sort());
  if (wanted === JSON.stringify(first && [...first].sort())) return [];
  if (layers === null) return [ALL];
  return layers.length ? [...layers].sort() : [NONE];
}

/**
 * The filters alone, always in one order, so that equal filters share a cache. Pages take them with the page's
 * `first`; tiles and API know of no first layers.
 */
export function filterQuery({ q, layers, sectors, areas, statuses, since, until }, first = null) {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  for (const key of layerWords(layers, first)) query.append("layer", key);
  const lists = [null, sectors, areas, statuses];
  MANY.slice(1).forEach((name, i) => {
    for (const value of [...lists[i + 1]].sort()) query.append(name, value);
  });
  if (since) query.set("from", since);
  if (until) query.set("to", until);
  return query;
}

/** What a list is asked for: the filters, and the place that it begins at. */
export function listQuery(state, first = null) {
  const query = filterQuery(state, first);
  if (state.near) query.set("near", state.near);
  return query;
}

/** The whole address's query, shortest faithful form: five decimals of a degree are a metre. */
export function format(state, first = null) {
  const query = listQuery(state, first);
  if (state.view) {
    query.set("lat", String(+state.view.lat.toFixed(5)));
    query.set("lon", String(+state.view.lon.toFixed(5)));
    query.set("z", String(+state.view.zoom.toFixed(2)));
  }
  if (state.entry) query.set("entry", state.entry);
  return query.toString();
}

/** As exactly as an address says it. */
export const sameView = (a, b) => format({ ...parse(""), view: a }) === format({ ...parse(""), view: b });

// --- Asking the server ---

const underWay = new Map();

/** The answer to a GET. Rejects with AbortError when a newer `kind` came, else with an Error that has `status`. */
export async function ask(kind, address) {
  underWay.get(kind)?.abort();
  const abort = new AbortController();
  underWay.set(kind, abort);
  try {
    const answer = await fetch(address, { signal: abort.signal });
    if (!answer.ok) throw Object.assign(new Error(`${answer.status} ${address}`), { status: answer.status });
    const isJson = answer.headers.get("content-type")?.includes("json");
    return await (isJson ? answer.json() : answer.text());
  } finally {
    if (underWay.get(kind) === abort) underWay.delete(kind);
  }
}

/** The same for HTML: the answer as a document. */
export const askPage = async (kind, address) => new DOMParser().parseFromString(await ask(kind, address), "text/html");

/** Towns and seas, `[lat, lon, rank, English, Welsh]`; none where they cannot be had: a map can do without. */
export const fetchNames = (address) =>
  fetch(address)
    .then((answer) => (answer.ok ? answer.json() : []))
    .catch(() => []);

export const isAbort = (error) => error?.name === "AbortError";

/** An address with more in its query. */
export function withQuery(address, ...queries) {
  const query = new URLSearchParams();
  for (const each of queries) for (const [name, value] of new URLSearchParams(each)) query.append(name, value);
  const text = query.toString();
  return text ? `${address}?${text}` : address;
}

export const boxText = (box) => box.map((degrees) => degrees.toFixed(5)).join(",");

// --- The page ---

/** The JSON of a `<script type="application/json">` block. */
export const readJson = (id) => JSON.parse(document.getElementById(id).textContent);

/** Puts values into a sentence: fill("{n} in view", {n: 5}). */
export const fill = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));

/** What tiles are asked for: a query, and of each layer whether it is shown. */
export function asked(state, { lang, layers }) {
  const query = filterQuery(state);
  if (state.q) query.set("lang", lang); // what a word finds depends on it
  return [query.toString(), layers.map(({ key }) => state.layers === null || state.layers.includes(key))];
}

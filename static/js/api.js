/** Everything asked of the server but tiles; a newer question of the same kind gives up the older one. */

const underWay = new Map();

/** The answer to a GET; rejects with AbortError when a newer `kind` came, and with an Error that has `status` otherwise. */
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

export const isAbort = (error) => error?.name === "AbortError";

/** An address with more in its query. */
export function withQuery(address, ...queries) {
  const query = new URLSearchParams();
  for (const each of queries) for (const [name, value] of new URLSearchParams(each)) query.append(name, value);
  const text = query.toString();
  return text ? `${address}?${text}` : address;
}

export const boxText = (box) => box.map((degrees) => degrees.toFixed(5)).join(",");

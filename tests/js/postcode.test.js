import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";

Object.assign(globalThis, { DOMParser: class {} }); // that the modules want of a browser
const { Search } = await import("../../static/js/search.js");

const CARDIFF = { name: "CF10 3AT", lat: 51.48, lon: -3.18 };

/** A site that knows one postcode, answers when it is told to, and breaks off where it is asked for another's. */
const waiting = [];
const server = createServer((request, answer) => {
  if (request.url.includes("SA1")) return answer.destroy();
  const results = request.url.includes("CF10") ? [CARDIFF] : [];
  const say = () => answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ results }));
  waiting.push(say);
  return undefined;
});
await once(server.listen(0, "127.0.0.1"), "listening");
after(() => {
  server.close();
  server.closeAllConnections();
});
const answerAll = () => waiting.splice(0).forEach((say) => say());
const allAsked = async (number) => {
  while (waiting.length < number) await once(server, "request");
};

/** The field, as far as asking goes, and what it has done. */
function field(text) {
  const told = { typed: [], went: [], said: [] };
  const words = { failed: "failed", unknown_postcode: "unknown {code}" };
  const places = `http://127.0.0.1:${server.address().port}/api/places`;
  const search = Object.assign(Object.create(Search.prototype), {
    data: { lang: "en", places, words },
    input: { value: text },
    chosen: -1,
    towns: [],
    offer: () => {},
    filters: () => "",
    typed: (q) => told.typed.push(q),
    go: ({ name }) => told.went.push(name),
    say: (sentence) => told.said.push(sentence),
  });
  return { search, told, enter: () => search.submit({ preventDefault() {} }) };
}

test("Enter pressed twice goes to the postcode once, and never calls it unknown", { timeout: 30_000 }, async () => {
  const { enter, told } = field("CF10 3AT");
  const presses = [enter()];
  await allAsked(1);
  presses.push(enter());
  await allAsked(2);
  answerAll();
  await Promise.all(presses);
  assert.deepEqual(told, { typed: [""], went: ["CF10 3AT"], said: [] });
});

test("Enter while the offer is being asked for does not search for the postcode's letters", { timeout: 30_000 }, async () => {
  const { search, enter, told } = field("CF10 3AT");
  const offered = search.ask();
  await allAsked(1);
  const pressed = enter();
  await allAsked(2);
  answerAll();
  await Promise.all([offered, pressed]);
  assert.deepEqual(told, { typed: [""], went: ["CF10 3AT"], said: [] });
});

test("a postcode that nobody knows is said, and searched for as a text", { timeout: 30_000 }, async () => {
  const { enter, told } = field("ZZ9 9ZZ");
  const pressed = enter();
  await allAsked(1);
  answerAll();
  await pressed;
  assert.deepEqual(told, { typed: ["ZZ9 9ZZ"], went: [], said: ["unknown ZZ9 9ZZ"] });
});

test("without an answer it is said that there was none, not that the postcode is unknown", async () => {
  const { enter, told } = field("SA1 1DP");
  await enter();
  assert.deepEqual(told, { typed: [], went: [], said: ["failed"] });
});

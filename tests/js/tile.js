/** Vector tiles as the format's specification writes them, for tests. */

const varint = (n) => {
  const bytes = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  return [...bytes, n];
};
const part = (field, bytes) => [(field << 3) | 2, ...varint(bytes.length), ...bytes];
const text = (field, words) => part(field, [...new TextEncoder().encode(words)]);
const whole = (field, n) => [field << 3, ...varint(n)];

/** A tile as the format's specification writes it: one layer, one point a row of `features`. */
export function tile(name, features) {
  const keys = [...new Set(features.flatMap(({ tags }) => Object.keys(tags)))];
  const values = features.flatMap(({ tags }) => Object.values(tags));
  let at = 0;
  const points = features.flatMap(({ x, y, tags }) => {
    const pairs = Object.keys(tags).flatMap((key) => [keys.indexOf(key), at++]);
    const geometry = [9, ...varint(x * 2), ...varint(y * 2)];
    return part(2, [...part(2, pairs.flatMap(varint)), ...whole(3, 1), ...part(4, geometry)]);
  });
  const told = values.flatMap((value) => part(4, typeof value === "string" ? text(1, value) : whole(5, value)));
  const named = keys.flatMap((key) => text(3, key));
  return new Uint8Array(part(3, [...whole(15, 2), ...text(1, name), ...points, ...named, ...told, ...whole(5, 4096)]));
}

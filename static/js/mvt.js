/** Reads the point layer of a Mapbox Vector Tile; only what our own tiles contain. */

const TEXT = new TextDecoder();

class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = end;
  }

  varint() {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * factor; // not shifted: counts may pass 2³¹
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  part() {
    const length = this.varint();
    const from = this.at;
    this.at += length;
    return new Reader(this.bytes, from, this.at);
  }

  text() {
    const { at, end } = this.part();
    return TEXT.decode(this.bytes.subarray(at, end));
  }

  numbers() {
    const part = this.part();
    const found = [];
    while (part.at < part.end) found.push(part.varint());
    return found;
  }

  skip(wire) {
    if (wire === 0) this.varint();
    else if (wire === 1) this.at += 8;
    else if (wire === 2) this.part();
    else if (wire === 5) this.at += 4;
    else throw new Error(`Tile: wire type ${wire}`);
  }

  /** Calls `take(field, wire)`, which returns false for a field it does not want. */
  each(take) {
    while (this.at < this.end) {
      const tag = this.varint();
      if (take(tag >> 3, tag & 7) === false) this.skip(tag & 7);
    }
  }
}

const zigzag = (n) => (n % 2 ? -(n + 1) / 2 : n / 2);

function readValue(reader) {
  let value = null;
  reader.each((field, wire) => {
    if (field === 1) value = reader.text();
    else if (field === 2) value = reader.view.getFloat32((reader.at += 4) - 4, true);
    else if (field === 3) value = reader.view.getFloat64((reader.at += 8) - 8, true);
    else if (field === 6) value = zigzag(reader.varint());
    else if (field === 7) value = reader.varint() === 1;
    else if (wire === 0) value = reader.varint();
    else return false;
    return true;
  });
  return value;
}

function readFeature(reader) {
  let tags = [];
  let geometry = [];
  reader.each((field) => {
    if (field === 2) tags = reader.numbers();
    else if (field === 4) geometry = reader.numbers();
    else return false;
    return true;
  });
  return { tags, x: zigzag(geometry[1]), y: zigzag(geometry[2]) };
}

function readLayer(reader) {
  const layer = { name: "", extent: 4096, keys: [], values: [], features: [] };
  reader.each((field) => {
    if (field === 1) layer.name = reader.text();
    else if (field === 2) layer.features.push(readFeature(reader.part()));
    else if (field === 3) layer.keys.push(reader.text());
    else if (field === 4) layer.values.push(readValue(reader.part()));
    else if (field === 5) layer.extent = reader.varint();
    else return false;
    return true;
  });
  return layer;
}

/** The points of one layer: `{x, y, properties}`, x and y from 0 to 1 across the tile. */
export function readPoints(bytes, name) {
  const points = [];
  const reader = new Reader(bytes);
  reader.each((field) => {
    if (field !== 3) return false;
    const layer = readLayer(reader.part());
    if (layer.name !== name) return true;
    for (const { tags, x, y } of layer.features) {
      const properties = {};
      for (let i = 0; i < tags.length; i += 2) properties[layer.keys[tags[i]]] = layer.values[tags[i + 1]];
      points.push({ x: x / layer.extent, y: y / layer.extent, properties });
    }
    return true;
  });
  return points;
}

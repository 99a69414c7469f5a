// The pixels of a browser's screenshot: PNG (W3C), 8 bits a channel, RGB or RGBA, not interlaced, as browsers write it.

import { inflateSync } from "node:zlib";

const paeth = (left, up, corner) => {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
};

/** `at(x, y)`: [red, green, blue] of a pixel; the nearest one for what is outside. */
export function decode(bytes) {
  const png = Buffer.from(bytes);
  const data = [];
  for (let start = 8; start < png.length; start += png.readUInt32BE(start) + 12) {
    if (png.toString("latin1", start + 4, start + 8) === "IDAT") data.push(png.subarray(start + 8, start + 8 + png.readUInt32BE(start)));
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = { 2: 3, 6: 4 }[png[25]];
  if (png[24] !== 8 || !channels || png[28] !== 0) throw new Error("a PNG of another kind");
  const raw = inflateSync(Buffer.concat(data));
  const row = width * channels;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; ++y) {
    const filter = raw[y * (row + 1)];
    for (let i = 0; i < row; ++i) {
      const left = i < channels ? 0 : pixels[y * row + i - channels];
      const up = y === 0 ? 0 : pixels[(y - 1) * row + i];
      const corner = i < channels || y === 0 ? 0 : pixels[(y - 1) * row + i - channels];
      const guess = filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
      pixels[y * row + i] = raw[y * (row + 1) + 1 + i] + guess;
    }
  }
  const clamp = (value, size) => Math.max(0, Math.min(size - 1, value));
  return {
    width,
    height,
    at(x, y) {
      const start = clamp(y, height) * row + clamp(x, width) * channels;
      return [pixels[start], pixels[start + 1], pixels[start + 2]];
    },
  };
}

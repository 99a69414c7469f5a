// The pixels of a browser's screenshot.

import { PNG } from "pngjs";

/** `at(x, y)`: [red, green, blue] of a pixel; the nearest one for what is outside. */
export function decode(bytes) {
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  const clamp = (value, size) => Math.max(0, Math.min(size - 1, value));
  return {
    width,
    height,
    at(x, y) {
      const start = 4 * (clamp(y, height) * width + clamp(x, width));
      return [...data.subarray(start, start + 3)];
    },
  };
}

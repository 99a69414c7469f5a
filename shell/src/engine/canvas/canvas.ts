// The canvas side of the bridge: the last section of src/browser/bridge.hpp, over Renderer, Clusters and LineBreaker.

import type { CanvasFunctions, WasmMemory } from "../wasm";
import { Clusters, type TextLook } from "./clusters";
import { createLineBreaker } from "./line_breaker";
import { Renderer } from "./renderer";

export interface PanelCanvas {
  functions: CanvasFunctions;
  /** False: there is no WebGL 2; text is still measured, nothing is drawn. */
  usable: boolean;
  remove(): void;
}

export interface PanelCanvasOptions {
  canvas: HTMLCanvasElement;
  /** Where the invisible measuring element goes: inside the panel, so that its fonts apply. */
  parent: ParentNode & Node;
  memory: WasmMemory;
  /** Of the texts: fonts have other forms for other languages. */
  locale: string;
  look: () => TextLook;
  /** The context was lost (false) or is back, empty (true). */
  onContext: (usable: boolean) => void;
}

export function createPanelCanvas({ canvas, parent, memory, locale, look, onContext }: PanelCanvasOptions): PanelCanvas {
  const breaker = createLineBreaker(parent);
  const clusters = new Clusters(breaker, locale, look);
  const renderer = Renderer.create(canvas);

  const onLost = (event: Event) => {
    event.preventDefault(); // or the context never comes back
    onContext(false);
  };
  const onRestored = () => {
    renderer?.prepare();
    onContext(true);
  };
  canvas.addEventListener("webglcontextlost", onLost);
  canvas.addEventListener("webglcontextrestored", onRestored);

  const functions: CanvasFunctions = {
    break_lines(text: number, style: number, ink: number, maxWidth: number, lines: number, capacity: number) {
      const found: number[] = [];
      const most = Math.floor((capacity - 2) / 2);
      const { rightToLeft, baseline } = clusters.breakLines(memory.string(text), style, ink >>> 0, maxWidth, (cluster, width) => {
        if (found.length < 2 * most) found.push(cluster, width);
      });
      // The memory is asked for last: measuring may have let it grow.
      memory.floats().set([rightToLeft ? 1 : 0, baseline, ...found], lines / 4);
      return found.length / 2;
    },
    measure_cluster(cluster: number, density: number, offset: number, box: number) {
      const { left, top, width, height } = clusters.measure(cluster, density, offset);
      memory.floats().set([left, top, width, height], box / 4);
    },
    forget_clusters: () => clusters.forget(),
    draw_cluster(texture: number, cluster: number, density: number, offset: number, x: number, y: number, width: number, height: number) {
      renderer?.paintTexture(texture, x, y, width, height, clusters.paint(cluster, density, offset, width, height));
    },
    create_texture(id: number, width: number, height: number, pixels: number) {
      renderer?.createTexture(id, width, height, memory.bytes().subarray(pixels, pixels + width * height));
    },
    update_texture(id: number, x: number, y: number, width: number, height: number, pitch: number, pixels: number) {
      renderer?.updateTexture(id, x, y, width, height, pitch, memory.bytes().subarray(pixels, pixels + pitch * height));
    },
    destroy_texture: (id: number) => renderer?.destroyTexture(id),
    begin_frame: (width: number, height: number, ratio: number) => renderer?.beginFrame(width, height, ratio),
    draw_list(vertices: number, vertexSize: number, indices: number, indexSize: number) {
      const bytes = memory.bytes();
      renderer?.drawList(bytes.subarray(vertices, vertices + vertexSize), bytes.subarray(indices, indices + indexSize));
    },
    draw_command(texture: number, count: number, offset: number, left: number, top: number, right: number, bottom: number) {
      renderer?.drawCommand(texture, count, offset, left, top, right, bottom);
    },
    end_frame() {},
  };

  return {
    functions,
    usable: renderer !== null,
    remove() {
      canvas.removeEventListener("webglcontextlost", onLost);
      canvas.removeEventListener("webglcontextrestored", onRestored);
      renderer?.remove();
      breaker.remove();
    },
  };
}

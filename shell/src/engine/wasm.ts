// The wasm module as an Engine: strings in and out of its memory, and its questions carried to a Host.
// The C++ side is src/browser/bridge.hpp; src/browser/bridge_library.js leads from there to Module.host.

import createModule from "ringback-engine-core";
import { failure } from "./download";
import type { Appearance, Engine, Host, PageEventName, StartConfig, VisitorEvent } from "./bridge";

/** The module's memory. Views are made anew at each access: growth detaches the ones before. */
export interface WasmMemory {
  bytes(): Uint8Array;
  floats(): Float32Array;
  /** A NUL-terminated UTF-8 string. */
  string(pointer: number): string;
}

/** Functions of bridge.hpp's last section, by their names without "host_". */
export type CanvasFunctions = Record<string, (...values: any[]) => number | void>;

export interface Instantiated {
  engine: Engine;
  memory: WasmMemory;
  /** The canvas functions come later than the module, since they need its memory. */
  setCanvas(functions: CanvasFunctions): void;
}

const pluralCategories = ["zero", "one", "two", "few", "many", "other"] as const;

/** Compiles while it downloads. A server that sends another type than application/wasm costs time, not a second download. */
export async function instantiate(
  response: Promise<Response>,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  try {
    const answer = await response;
    if (!answer.ok) throw new TypeError(`HTTP ${answer.status}`);
    if (/^application\/wasm\b/i.test(answer.headers.get("content-type") ?? "") && WebAssembly.instantiateStreaming) {
      return await WebAssembly.instantiateStreaming(answer, imports);
    }
    return await WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  } catch (error) {
    // What fetch() throws; what is wrong with the module itself is another kind of error.
    if (error instanceof TypeError) throw failure("network", "ringback-engine.wasm couldn't be loaded: " + error.message);
    throw error;
  }
}

export async function loadEngine(response: Promise<Response>, host: Host): Promise<Instantiated> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let wasmMemory: WebAssembly.Memory;
  const memory: WasmMemory = {
    bytes: () => new Uint8Array(wasmMemory.buffer),
    floats: () => new Float32Array(wasmMemory.buffer),
    string(pointer) {
      const bytes = memory.bytes();
      return decoder.decode(bytes.subarray(pointer, bytes.indexOf(0, pointer)));
    },
  };
  const json = (pointer: number) => JSON.parse(memory.string(pointer));

  const functions: CanvasFunctions = {
    request_frame: () => host.requestFrame(),
    request_frame_at: (time: number) => host.requestFrameAt(time),
    wake_at: (time: number) => host.wakeAt(time),
    project: (tree: number) => host.project(json(tree)),
    emit: (name: number, detail: number) => host.emit(memory.string(name) as PageEventName, json(detail)),
    changed: () => host.changed(),
    matches: (pattern: number, text: number) => +host.matches(memory.string(pattern), memory.string(text)),
    plural_category: (count: number) => pluralCategories.indexOf(host.pluralCategory(count)),
    warn: (message: number) => host.warn(memory.string(message)),
    online: () => +(navigator.onLine !== false),
  };

  const module = await new Promise<Record<string, any>>((resolve, reject) => {
    createModule({
      host: functions,
      locateFile: (name: string) => name,
      onAbort: (reason: unknown) => reject(new Error("The engine stopped: " + String(reason))),
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void) {
        // The factory's promise never settles when this fails: report here.
        instantiate(response, imports).then(({ instance, module: compiled }) => {
          // By kind, not by name: the linker shortens names.
          wasmMemory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory) as WebAssembly.Memory;
          done(instance, compiled);
        }, reject);
        return {};
      },
    }).then(resolve, reject);
  });

  /** Calls `name` with strings copied into the module for the time of the call. */
  const call = (name: string, ...values: (string | number)[]): number => {
    const allocated: number[] = [];
    const passed = values.map((value) => {
      if (typeof value === "number") return value;
      const bytes = encoder.encode(value);
      const pointer = module._malloc(bytes.length + 1) as number;
      allocated.push(pointer);
      const target = memory.bytes();
      target.set(bytes, pointer);
      target[pointer + bytes.length] = 0;
      return pointer;
    });
    try {
      return module["_ringback_" + name](...passed);
    } finally {
      for (const pointer of allocated) module._free(pointer);
    }
  };

  return {
    memory,
    setCanvas: (canvas) => void Object.assign(functions, canvas),
    engine: {
      start: (config: StartConfig, now: number) => memory.string(call("start", JSON.stringify(config), now)),
      event: (event: VisitorEvent, now: number) => void call("event", JSON.stringify(event), now),
      viewport: (width, height, pixelRatio, scrollTop) => void call("viewport", width, height, pixelRatio, scrollTop),
      appearance: (appearance: Appearance) => void call("appearance", JSON.stringify(appearance)),
      pointer: (hovered, pressed, focused) => void call("pointer", hovered, pressed, focused),
      field: (text, start, end, focused) => void call("field", text, start, end, +focused),
      tick: (now) => void call("tick", now),
      frame: (now) => void call("frame", now),
      save: (now) => memory.string(call("save", now)),
      attribute: (name) => memory.string(call("attribute", name)),
      canvas: (usable) => void call("canvas", +usable),
    },
  };
}

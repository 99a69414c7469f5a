// The page's handlers. One that throws is reported and breaks nothing.

type Handler = (detail: unknown) => void;

export interface Emitter {
  on(event: string, handler: Handler): () => void;
  once(event: string, handler: Handler): () => void;
  off(event: string, handler: Handler): void;
  emit(event: string, detail: unknown): void;
  clear(): void;
}

export function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}

export function createEmitter(): Emitter {
  let entries: { event: string; handler: Handler; once?: boolean }[] = [];
  const add = (event: string, handler: Handler, once: boolean) => {
    const entry = { event, handler, once };
    entries.push(entry);
    return () => {
      entries = entries.filter((other) => other !== entry);
    };
  };
  return {
    on: (event, handler) => add(event, handler, false),
    once: (event, handler) => add(event, handler, true),
    off(event, handler) {
      entries = entries.filter((entry) => entry.event !== event || entry.handler !== handler);
    },
    emit(event, detail) {
      // A handler may add and remove handlers: go over what there was when it happened.
      for (const entry of entries.slice()) {
        if (entry.event !== event || !entries.includes(entry)) continue;
        if (entry.once) entries.splice(entries.indexOf(entry), 1);
        try {
          entry.handler(detail);
        } catch (error) {
          report(error);
        }
      }
    },
    clear() {
      entries = [];
    },
  };
}

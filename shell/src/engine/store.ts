// The conversation across reloads: sessionStorage, one entry a flow (and, by the browser, an origin). Storage that is
// full, blocked or absent costs the visitor the resume, nothing else.

export interface Store {
  load(): string | null;
  /** Saves after the running task: many changes, one write. */
  soon(): void;
  /** Saves at once: the page is being left. */
  flush(): void;
  forget(): void;
}

/** `storage` may throw: browsers do when the visitor forbade it. */
export function createStore(storage: () => Storage, key: string, take: () => string): Store {
  let due = false;
  const attempt = <Value>(use: (store: Storage) => Value): Value | null => {
    try {
      return use(storage());
    } catch {
      return null;
    }
  };
  const write = () => {
    due = false;
    attempt((store) => store.setItem(key, take()));
  };
  return {
    load: () => attempt((store) => store.getItem(key)),
    soon() {
      if (due) return;
      due = true;
      queueMicrotask(() => {
        if (due) write();
      });
    },
    flush: write,
    forget() {
      due = false;
      attempt((store) => store.removeItem(key));
    },
  };
}

// The conversation across reloads and pages: sessionStorage, one entry a flow (and, by the browser, a tab and an origin).
// Storage that is full, blocked or absent costs the visitor the resume, nothing else.

export interface Store {
  load(): string | null;
  /** Saves after the running task: many changes, one write. */
  soon(): void;
  /** Saves at once, since the page is being left, and nothing from then on. */
  leave(): void;
  /** The browser kept the page and shows it again: saves from now on. True when another page of the tab wrote meanwhile. */
  comeBack(): boolean;
  forget(): void;
}

/** `storage` may throw: browsers do when the visitor forbade it. */
export function createStore(storage: () => Storage, key: string, take: () => string): Store {
  let due = false;
  let away = false;
  let known: string | null = null; // what this page knows to be there
  const attempt = <Value>(use: (store: Storage) => Value): Value | null => {
    try {
      return use(storage());
    } catch {
      return null;
    }
  };
  const write = () => {
    due = false;
    const text = take();
    attempt((store) => {
      store.setItem(key, text);
      known = text;
    });
  };
  const read = () => attempt((store) => store.getItem(key));
  return {
    load: () => (known = read()),
    soon() {
      if (due || away) return;
      due = true;
      queueMicrotask(() => {
        if (due) write();
      });
    },
    leave() {
      write();
      away = true;
    },
    comeBack() {
      away = false;
      return read() !== known;
    },
    forget() {
      due = false;
      known = null;
      attempt((store) => store.removeItem(key));
    },
  };
}

// The page's handlers, on an EventTarget of our own: the browser calls them, reports one that throws, and goes on.

type Handler = (detail: unknown) => void;

export function createEmitter() {
  const bus = new EventTarget();
  let entries: [event: string, handler: Handler, off: () => void][] = [];
  const on = (event: string, handler: Handler, once?: boolean) => {
    const listener = (happened: Event) => handler((happened as CustomEvent).detail);
    const off = () => {
      entries = entries.filter(([, , each]) => each != off);
      bus.removeEventListener(event, listener);
    };
    bus.addEventListener(event, listener, { once });
    entries.push([event, handler, off]);
    return off;
  };
  return {
    on: (event: string, handler: Handler) => on(event, handler),
    once: (event: string, handler: Handler) => on(event, handler, true),
    off(event: string, handler: Handler) {
      entries = entries.filter(([name, given, off]) => name != event || given != handler || off());
    },
    emit: (event: string, detail: unknown) => bus.dispatchEvent(new CustomEvent(event, { detail })),
    clear: () => entries.splice(0).forEach(([, , off]) => off()),
  };
}

/** `base` with the values of `set` at their JSON Pointers, and without what `remove` points to. */
export function changed(base, { set = {}, remove = [] }) {
  const flow = structuredClone(base);
  const place = (pointer) => {
    const tokens = pointer.split("/").slice(1).map((t) => t.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = tokens.pop();
    return [tokens.reduce((at, token) => at[token], flow), last];
  };
  for (const [pointer, value] of Object.entries(set)) {
    const [parent, key] = place(pointer);
    parent[key] = value;
  }
  for (const pointer of remove) {
    const [parent, key] = place(pointer);
    delete parent[key];
  }
  return flow;
}

// Chromium's accessibility tree as a compact listing, a line a node: role "name" [states] — what a reader is given.

const silent = new Set(["generic", "none", "InlineTextBox", "LineBreak", "RootWebArea", "ListMarker"]);
const told = { expanded: "expanded", disabled: "disabled", invalid: "invalid", focused: "focused", readonly: "read-only", live: "live" };

/** Text that is its parent's name isn't repeated. */
export async function accessibilityTree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const list = (node, depth, parentName) => {
    const role = node.role?.value;
    const name = node.name?.value ?? "";
    let inner = depth;
    const shown = !node.ignored && !silent.has(role) && !(role === "StaticText" && (parentName === name || depth < 0));
    if (shown) {
      const states = (node.properties ?? []).flatMap(({ name, value }) => {
        if (!(name in told) || value.value === false || value.value === "false" && name !== "expanded") return [];
        return value.value === true ? told[name] : name === "invalid" ? "invalid" : `${told[name]}=${value.value}`;
      });
      const expanded = (node.properties ?? []).find(({ name }) => name === "expanded");
      if (expanded && expanded.value.value === false) states.push("collapsed");
      const level = (node.properties ?? []).find(({ name }) => name === "level");
      if (level) states.push("level " + level.value.value);
      if (node.description?.value) states.push("described: " + node.description.value);
      const label = role === "StaticText" ? "text" : role;
      lines.push("  ".repeat(depth) + label + (name ? ` "${name}"` : "") + (node.value?.value ? ` = ${node.value.value}` : "") +
        (states.length > 0 ? ` [${states.join(", ")}]` : ""));
      inner = depth + 1;
    }
    // What a button or an input consists of is told by its name and value.
    if (shown && /^(button|textbox|combobox|option|image)$/.test(role)) return;
    for (const id of node.childIds ?? []) if (byId.has(id)) list(byId.get(id), inner, shown ? name : parentName);
  };
  list(nodes[0], 0, "");
  return lines;
}

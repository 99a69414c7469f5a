// Runs in the page: what assistive technology would find under a role and a name, in the light and in the shadow tree.

export function find(role, name) {
  const implicit = { BUTTON: "button", INPUT: "textbox", H2: "heading" };
  const roleOf = (element) => element.getAttribute("role") ?? implicit[element.tagName];
  const nameOf = (element) => {
    const labels = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean)
      .map((id) => element.getRootNode().getElementById(id)?.textContent);
    return (labels.join(" ") || element.getAttribute("aria-label") || element.textContent).trim();
  };
  const search = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (roleOf(element) === role && element.getClientRects().length > 0 &&
        (name.startsWith("^") ? new RegExp(name).test(nameOf(element)) : nameOf(element) === name)) return element;
      const inner = element.shadowRoot && search(element.shadowRoot);
      if (inner) return inner;
    }
    return null;
  };
  return search(document);
}

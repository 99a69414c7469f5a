// As much of the DOM as the projection touches, and a count of each touch.

export function smallDocument() {
  const touches = [];
  class Element {
    constructor(name) {
      this.localName = name;
      this.children = [];
      this.attributes = new Map();
      this.parent = null;
      this.text = "";
      this.style = { setProperty: (property, value) => this.touch(`style ${property}`, () => (this.style[property] = value)) };
      for (const property of ["left", "top", "width", "height"]) {
        let held = "";
        Object.defineProperty(this.style, property, { get: () => held, set: (value) => this.touch(`style ${property}`, () => (held = value)) });
      }
    }
    touch(what, action) {
      touches.push(`${this.localName}: ${what}`);
      action();
    }
    get textContent() {
      return this.text + this.children.map((child) => child.textContent).join("");
    }
    set textContent(value) {
      this.touch("text", () => (this.text = value));
    }
    get firstChild() {
      return this.children[0] ?? null;
    }
    get nextSibling() {
      return this.parent?.children[this.parent.children.indexOf(this) + 1] ?? null;
    }
    setAttribute(name, value) {
      this.touch(name, () => this.attributes.set(name, value));
    }
    getAttribute(name) {
      return this.attributes.get(name) ?? null;
    }
    removeAttribute(name) {
      this.touch(name, () => this.attributes.delete(name));
    }
    insertBefore(child, next) {
      this.touch("insert " + child.localName, () => {
        child.detach();
        this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, child);
        child.parent = this;
      });
    }
    detach() {
      if (this.parent) this.parent.children.splice(this.parent.children.indexOf(this), 1);
      this.parent = null;
    }
    remove() {
      this.touch("remove", () => this.detach());
    }
  }
  return { element: (name) => new Element(name), touches };
}

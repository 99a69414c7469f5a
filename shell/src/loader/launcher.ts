// The bubble: a button drawn by CSS and an SVG that is built node by node, so that a page with Trusted Types and a
// strict policy takes it.

const bubble = "M7 4h14q5 0 5 5v7q0 5-5 5h-8l-6 5v-5q-5 0-5-5V9q0-5 5-5zm2 8.5h0m5 0h0m5 0h0";
const cross = "m7 7 14 14m0-14L7 21";

/** In a shadow root, where no form of the page's is its owner that it could submit. */
export function createButton(content: Node | string): HTMLButtonElement {
  const button = document.createElement("button");
  button.append(content);
  return button;
}

export function createLauncher(): HTMLButtonElement {
  const create = (name: string) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const svg = create("svg");
  svg.setAttribute("viewBox", "0 0 28 28");
  for (const shape of [bubble, cross]) {
    const path = create("path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return createButton(svg);
}

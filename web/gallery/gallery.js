// The list of states, and the chosen one in four looks. A state's address is its name: /gallery#wrong-code.
import { looks, states } from "./states.js";

const list = document.getElementById("states");
const stage = document.getElementById("looks");

for (const { name, title } of states) {
  const link = Object.assign(document.createElement("a"), { href: "#" + name, textContent: title });
  const item = document.createElement("li");
  item.append(link);
  list.append(item);
}

const frames = looks.map((look) => {
  const [width, height] = look.size;
  const frame = Object.assign(document.createElement("iframe"), { width, height });
  frame.dataset.look = look.name;
  const figure = document.createElement("figure");
  figure.append(Object.assign(document.createElement("figcaption"), { textContent: look.title }), frame);
  stage.append(figure);
  return { look, frame };
});

function show() {
  const chosen = states.find(({ name }) => "#" + name === location.hash) ?? states[0];
  document.title = `Ringback: ${chosen.title}`;
  for (const link of list.querySelectorAll("a")) {
    if (link.hash === "#" + chosen.name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  // Another fragment is no other page: the engine is there already.
  for (const { look, frame } of frames) {
    frame.title = `${chosen.title}, ${look.title}`;
    frame.contentWindow.location.replace(`/gallery/frame.html?look=${look.name}#${chosen.name}`);
  }
}

addEventListener("hashchange", show);
show();

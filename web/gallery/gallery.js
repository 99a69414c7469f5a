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

function show() {
  const chosen = states.find(({ name }) => "#" + name === location.hash) ?? states[0];
  document.title = `Ringback: ${chosen.title}`;
  for (const link of list.querySelectorAll("a")) {
    if (link.hash === "#" + chosen.name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  stage.replaceChildren(...looks.map((look) => {
    const [width, height] = look.size;
    const frame = Object.assign(document.createElement("iframe"), {
      src: `/gallery/frame.html?state=${chosen.name}&look=${look.name}`, title: `${chosen.title}, ${look.title}`, width, height,
    });
    frame.dataset.look = look.name;
    const figure = document.createElement("figure");
    figure.append(Object.assign(document.createElement("figcaption"), { textContent: look.title }), frame);
    return figure;
  }));
}

addEventListener("hashchange", show);
show();

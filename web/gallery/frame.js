// One chat in one state after the other: the real widget, engine and flow, with answers that are files, walked to where it
// should be by what a visitor would do. `data-state` on the root element names the state once it is there, `data-fault` names it
// and says why it isn't.
import { looks, states } from "./states.js";
import { Visitor } from "./visitor.js";

const asked = new URLSearchParams(location.search);
const look = looks.find(({ name }) => name === asked.get("look")) ?? looks[0];

const answer = (file) => location.origin + "/gallery/answers/" + file;

/** The shipped flow as its relay publishes it, with these answers in the relay's place. */
async function flowOf(state) {
  const flow = await (await fetch("/v1/flows/verify-phone")).json();
  delete flow.relay;
  for (const api of Object.values(flow.apis)) {
    Object.assign(api, { method: "GET", url: answer("yes.json") });
    api.success = { pointer: "/verified", equals: true };
    delete api.save;
  }
  // A call that sends is what the first check waits for.
  delete flow.apis.send_otp.role;
  // What takes time or counts down would be another picture each time.
  Object.assign(flow.nodes.ask_code, { expires_ms: 600_000, resend: { node: "send_again", after_ms: 0 } });
  flow.nodes.ask_code.next = "verify";
  for (const name of ["wait", "rewait"]) delete flow.nodes[name];
  state.change?.(flow, answer);
  dropUnused(flow);
  return URL.createObjectURL(new Blob([JSON.stringify(flow)], { type: "application/json" }));
}

/** A flow is warned about what it doesn't use, and a state uses little of the shipped one. */
function dropUnused(flow) {
  const reached = new Set();
  const visit = (id) => {
    if (!(id in flow.nodes) || reached.has(id)) return;
    reached.add(id);
    JSON.stringify(flow.nodes[id], (key, value) => {
      if (/^(next|success|failure|error|exhausted|expired|node)$/.test(key)) visit(value);
      return value;
    });
  };
  visit(flow.start);
  for (const id of Object.keys(flow.nodes)) if (!reached.has(id)) delete flow.nodes[id];
  const used = JSON.stringify(flow.nodes);
  for (const id of Object.keys(flow.apis)) if (!used.includes(`"api":"${id}"`)) delete flow.apis[id];
  for (const id of Object.keys(flow.attributes)) if (!used.match(`"to":"${id}"|{{${id}}}`)) delete flow.attributes[id];
}

async function walkTo(state, isWanted) {
  // Each time from the beginning.
  window.ringback?.destroy();
  sessionStorage.clear();
  const tag = document.createElement("script");
  Object.assign(tag.dataset, { flow: await flowOf(state), theme: look.theme, locale: look.locale });
  tag.src = "/ringback.js";
  document.body.replaceChildren(tag);
  await new Promise((resolve, reject) => Object.assign(tag, { onload: resolve, onerror: reject }));
  const visitor = new Visitor(document.querySelector("ringback-chat"), isWanted);
  await (state.steps?.(visitor) ?? visitor.opens());
  await visitor.rests();
}

let shown = 0;
let last = Promise.resolve();

/** The state that the address names, once the walk to the one before has ended, which isn't wanted any more. */
function show() {
  const state = states.find(({ name }) => "#" + name === location.hash) ?? states[0];
  const mine = ++shown;
  const isWanted = () => mine === shown;
  const said = document.documentElement.dataset;
  delete said.state;
  delete said.fault;
  last = last.then(async () => {
    if (!isWanted()) return;
    try {
      await walkTo(state, isWanted);
      if (isWanted()) said.state = state.name;
    } catch (error) {
      if (!isWanted()) return;
      said.fault = `${state.name}: ${error.message}`;
      console.error(error);
    }
  });
}

document.documentElement.classList.toggle("dark", look.theme === "dark");
document.documentElement.lang = look.locale;
document.documentElement.dir = look.locale === "ar" ? "rtl" : "ltr";
document.addEventListener("ringback:error", ({ detail }) => detail.code === "config" && console.error(detail.message));
addEventListener("hashchange", show);
show();

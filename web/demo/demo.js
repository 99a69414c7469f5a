// The made-up site around the chat: its button, the phone that shows the sandbox's outbox, the switches.
// The chat itself is embedded by the tag in index.html and knows nothing of this file.
"use strict";

const byId = (id) => document.getElementById(id);

// ---- the site's own use of the chat: one button, one event

const chat = () => window.ringback;

byId("verify").addEventListener("click", () => chat()?.open());

document.addEventListener("ringback:verified", (event) => {
  const phone = event.detail?.phone ?? "Your number";
  byId("result").textContent = `${phone} is verified. The door code is on its way.`;
  byId("verify").hidden = true;
});

// ---- the phone: SMS bubbles from the sandbox's outbox

const pollEvery = 1_000;
const pollFor = 90_000; // after the chat's last sign of life; an idle page asks for nothing

const shown = new Set();
let emptied = 0; // how many times
let pollUntil = 0;
let timer = null;

const keyOf = (sms) => `${sms.at} ${sms.to} ${sms.code}`;

function bubble(sms) {
  const entry = document.createElement("article");
  entry.className = "sms";
  const to = document.createElement("p");
  to.className = "sms-to";
  to.textContent = `To ${sms.to}, ${timeOf(sms.at)}`;
  const text = document.createElement("p");
  text.className = "sms-text";
  // The last line binds the code to this site (WebOTP); a phone doesn't show it large.
  const [sentence] = sms.text.split("\n");
  const [before, after = ""] = sentence.split(sms.code);
  const code = document.createElement("b");
  code.className = "sms-code";
  code.textContent = sms.code;
  // A code on a line of its own needs no full stop behind it.
  text.append(before, code, after === "." ? "" : after);
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "link";
  copy.textContent = "Copy code";
  copy.addEventListener("click", () => copyText(sms.code, copy));
  entry.append(to, text, copy);
  return entry;
}

function timeOf(at) {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

async function refresh({ announce }) {
  const asked = emptied;
  let list;
  try {
    const answer = await fetch("/sandbox/messages");
    if (!answer.ok) return;
    list = await answer.json();
  } catch {
    return; // The server is restarting; the next turn asks again.
  }
  if (asked !== emptied) return; // It may be a list from before.
  const outbox = byId("outbox");
  const fresh = list.filter((sms) => !shown.has(keyOf(sms)));
  for (const sms of fresh) {
    shown.add(keyOf(sms));
    outbox.append(bubble(sms));
  }
  byId("outbox-note").hidden = shown.size > 0;
  byId("empty").hidden = shown.size === 0;
  if (fresh.length === 0) return;
  outbox.scrollTop = outbox.scrollHeight;
  if (announce) showBanner(fresh.at(-1));
}

function keepPolling() {
  pollUntil = Date.now() + pollFor;
  if (timer === null) poll();
}

async function poll() {
  timer = 0; // taken, while the request is under way
  if (document.visibilityState === "visible") await refresh({ announce: true });
  const on = Date.now() < pollUntil && document.visibilityState === "visible";
  timer = on ? setTimeout(poll, pollEvery) : null;
}

for (const name of ["sent", "message", "error"]) document.addEventListener(`ringback:${name}`, keepPolling);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && timer === null && Date.now() < pollUntil) poll();
});

byId("empty").addEventListener("click", async () => {
  await fetch("/sandbox/messages", { method: "DELETE" });
  ++emptied;
  shown.clear();
  byId("outbox").replaceChildren();
  byId("outbox-note").hidden = false;
  byId("empty").hidden = true;
  byId("outbox").focus();
});

// ---- where the open chat covers the phone, an SMS drops in at the top as it would on a real one

const banner = byId("banner");
const coversPhone = matchMedia("(max-width: 47.99rem)");
let bannerTimer = null;
let bannerCode = "";

function showBanner(sms) {
  if (!coversPhone.matches || typeof banner.showPopover !== "function") return;
  bannerCode = sms.code;
  byId("banner-text").textContent = sms.text.split("\n")[0];
  banner.showPopover();
  clearTimeout(bannerTimer);
  bannerTimer = setTimeout(() => banner.hidePopover(), 10_000);
}

// A tap anywhere on it puts it away, the button copies first.
banner.addEventListener("click", async (event) => {
  if (event.target === byId("banner-copy")) await copyText(bannerCode, byId("banner-copy"));
  banner.hidePopover();
});

// ---- copying

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return; // Refused, or no secure context: the text can still be selected.
  }
  byId("copied").textContent = `Copied ${text}`;
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1_500);
}

for (const button of document.querySelectorAll("[data-number]")) {
  button.title = "Copy this number";
  button.addEventListener("click", () => copyText(button.dataset.number, button));
}

// ---- the switches: each is an address of this page

function addressWith(name, value) {
  const parameters = new URLSearchParams(location.search);
  if (value) parameters.set(name, value);
  else parameters.delete(name);
  const query = parameters.toString();
  return query ? `?${query}` : location.pathname;
}

const theme = document.documentElement.dataset.theme ?? "auto";
for (const link of document.querySelectorAll("[data-theme-link]")) {
  const value = link.dataset.themeLink;
  link.href = addressWith("theme", value === "auto" ? "" : value);
  if (value === theme) link.setAttribute("aria-current", "true");
}

const localeSelect = byId("locale");
localeSelect.addEventListener("change", () => location.assign(addressWith("locale", localeSelect.value)));

async function listLocales() {
  const answer = await fetch("/demo/locales.json");
  if (!answer.ok) return;
  const chosen = new URLSearchParams(location.search).get("locale") ?? "";
  for (const tag of await answer.json()) {
    const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
    localeSelect.add(new Option(name, tag, false, tag === chosen));
  }
}

function tick() {
  byId("clock").textContent = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" }).replace(/\s?[AP]M/i, "");
}

tick();
listLocales().catch(() => {});
refresh({ announce: false }).finally(() => byId("outbox").removeAttribute("aria-busy"));

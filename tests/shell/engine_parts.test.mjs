// The small parts of the engine's shell that have no page in them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { scripts } from "../browser/support/scripts.mjs";
import { load } from "./support/bundle.mjs";

const { asciiDigits, codeDigits } = await load("engine/digits.ts");
const { caretAfter } = await load("engine/field.ts");
const { graphemesByPattern } = await load("engine/canvas/graphemes.ts");
const { createFrames } = await load("engine/frames.ts");
const { createStore } = await load("engine/store.ts");
const { createTurns } = await load("engine/turns.ts");
const { chooseLocale, localeFile, explain } = await load("engine/download.ts");
const { languagesOf } = await load("engine/languages.ts");
const { optionMistakes } = await load("engine/option_check.ts");
const { hexColour, isRightToLeft, textScale, themeOf } = await load("engine/appearance.ts");
const { instantiate, loadEngine } = await load("engine/wasm.ts", {
  core: "export default (settings) => globalThis.moduleFactory(settings)",
});

test("digits of every script are digits", () => {
  assert.equal(asciiDigits("１２３ ٤٥٦ ۷۸۹ ०१२ ๓๔๕ 𝟘𝟙"), "123 456 789 012 345 01");
  assert.equal(asciiDigits("＋49 abc"), "+49 abc");
});

test("a code is its digits, at most as many as it has", () => {
  for (const [text, code] of [["123 456", "123456"], ["123-456", "123456"], ["Your code is 123456.", "123456"], ["12345678", "123456"], ["12a", "12"], ["", ""]]) {
    assert.equal(codeDigits(text, 6), code, text);
  }
});

test("a caret stays behind the same count of digits", () => {
  assert.equal(caretAfter("(415) 555", 4, /[\d+]/), 7);
  assert.equal(caretAfter("(415) 555", 0, /[\d+]/), 0);
  assert.equal(caretAfter("12", 9, /\d/), 2);
});

function scheduler() {
  const fake = { frames: [], timers: new Map(), at: 0, next: 1 };
  return Object.assign(fake, {
    requestAnimationFrame: (callback) => (fake.frames.push(callback), fake.frames.length),
    cancelAnimationFrame: () => (fake.frames = []),
    setTimeout: (callback, milliseconds) => (fake.timers.set(fake.next, { callback, milliseconds }), fake.next++),
    clearTimeout: (handle) => fake.timers.delete(handle),
    now: () => fake.at,
    draw() {
      for (const callback of fake.frames.splice(0)) callback(fake.at);
    },
    ring() {
      const [handle, timer] = [...fake.timers][0];
      fake.timers.delete(handle);
      timer.callback();
    },
  });
}

test("frames: many requests are one frame, none while nobody sees it, and the wish is kept", () => {
  const fake = scheduler();
  let drawn = 0;
  const frames = createFrames(fake, () => drawn++, () => {});
  frames.request();
  assert.equal(fake.frames.length, 0);
  frames.setVisible(true);
  frames.request();
  frames.request();
  assert.equal(fake.frames.length, 1);
  fake.draw();
  assert.equal(drawn, 1);
  frames.setVisible(true);
  assert.equal(fake.frames.length, 0, "nothing was asked for");
  frames.request();
  frames.setVisible(false);
  assert.equal(fake.frames.length, 0);
  frames.setVisible(true);
  assert.equal(fake.frames.length, 1);
});

test("frames: one that is needed later waits, is drawn with one that comes before it, and needn't be seen", () => {
  const fake = scheduler();
  let drawn = 0;
  const frames = createFrames(fake, () => drawn++, () => {});
  frames.setVisible(true);
  frames.requestAt(fake.at + 33);
  assert.equal(fake.frames.length, 0);
  assert.deepEqual([...fake.timers.values()].map(({ milliseconds }) => milliseconds), [33]);
  fake.ring();
  assert.equal(fake.frames.length, 1);
  fake.draw();
  assert.equal(drawn, 1);
  frames.requestAt(fake.at + 33);
  frames.request();
  fake.draw();
  assert.equal(drawn, 2);
  assert.equal(fake.timers.size, 0, "the frame has shown it");
  frames.requestAt(fake.at - 1);
  assert.equal(fake.frames.length, 1);
  fake.draw();
  frames.requestAt(fake.at + 33);
  frames.setVisible(false);
  fake.ring();
  assert.equal(fake.frames.length, 0);
  frames.setVisible(true);
  assert.equal(fake.frames.length, 1);
  frames.requestAt(fake.at + 33);
  frames.destroy();
  assert.equal(fake.timers.size, 0);
});

test("graphemes without the browser's own are the same, but for scripts that write syllables", () => {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const texts = scripts.filter(([locale]) => !/^(hi|bn|ta|te|si|th|lo|km|my)$/.test(locale)).map(([, text]) => text);
  for (const text of [...texts, "a\r\n\r\nb\n\u0301c\r", "e\u0301\u0323 \u{1f1e9}\u{1f1ea}\u{1f1e6}"]) {
    const expected = [...segmenter.segment(text)].map(({ segment, index }) => [segment, index]);
    assert.deepEqual([...graphemesByPattern(text)].map(({ segment, index }) => [segment, index]), expected, text);
  }
});

test("frames: one timer, replaced by a later call, cancelled by a negative time, never early", () => {
  const fake = scheduler();
  let ticks = 0;
  const frames = createFrames(fake, () => {}, () => ticks++);
  frames.wakeAt(500);
  frames.wakeAt(100);
  assert.equal(fake.timers.size, 1);
  fake.at = 99.5;
  fake.ring();
  assert.equal(ticks, 0, "the browser rang early");
  assert.equal(fake.timers.size, 1);
  fake.at = 101;
  fake.ring();
  assert.equal(ticks, 1);
  frames.wakeAt(500);
  frames.wakeAt(-1);
  assert.equal(fake.timers.size, 0);
  frames.wakeAt(1e12);
  assert.ok([...fake.timers.values()][0].milliseconds < 2 ** 31);
  frames.destroy();
  assert.equal(fake.timers.size, 0);
});

test("the store writes once for many changes, and again for later ones", async () => {
  const held = new Map();
  const storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value), removeItem: (key) => held.delete(key) };
  let taken = 0;
  const store = createStore(() => storage, "key", () => "state " + ++taken);
  store.soon();
  store.soon();
  assert.equal(held.size, 0);
  await Promise.resolve();
  assert.deepEqual([...held], [["key", "state 1"]]);
  assert.equal(store.load(), "state 1");
  store.soon();
  store.forget();
  await Promise.resolve();
  assert.equal(held.size, 0);
  assert.equal(store.load(), null);
});

test("a page that is left saves at once and no more; when it comes back it knows whether another one wrote meanwhile", async () => {
  const held = new Map();
  const storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value), removeItem: (key) => held.delete(key) };
  const store = createStore(() => storage, "key", () => "of this page");
  store.leave();
  assert.equal(held.get("key"), "of this page");
  assert.equal(store.comeBack(), false);
  store.leave();
  held.set("key", "of another page");
  store.soon();
  await Promise.resolve();
  assert.equal(held.get("key"), "of another page");
  assert.equal(store.comeBack(), true);
  assert.equal(store.load(), "of another page");
  assert.equal(store.comeBack(), false);
  store.soon();
  await Promise.resolve();
  assert.equal(held.get("key"), "of this page");
  held.delete("key");
  assert.equal(store.comeBack(), true);
  store.forget();
  assert.equal(store.comeBack(), false);
});

test("storage that throws, or isn't there, costs the resume and nothing else", async () => {
  const refuse = () => { throw new DOMException("denied", "SecurityError"); };
  for (const storage of [refuse, () => undefined, () => ({ getItem: refuse, setItem: refuse, removeItem: refuse })]) {
    const store = createStore(storage, "key", () => "state");
    assert.equal(store.load(), null);
    store.soon();
    await Promise.resolve();
    store.leave();
    assert.equal(store.comeBack(), false);
    store.forget();
  }
});

test("turns: what comes up while the engine works waits, and one that throws stops nobody", () => {
  const reported = [];
  globalThis.self ??= globalThis;
  self.reportError = (error) => reported.push(error.message);
  const turns = createTurns();
  const order = [];
  turns.run(() => {
    turns.run(() => order.push("second"));
    order.push("first");
    turns.run(() => { throw new Error("thrown"); });
    turns.run(() => order.push("third"));
  });
  assert.deepEqual(order, ["first", "second", "third"]);
  assert.deepEqual(reported, ["thrown"]);
  turns.run(() => {
    turns.run(() => order.push("never"));
    turns.end();
  });
  turns.run(() => order.push("never"));
  assert.equal(order.length, 3);
});

test("the locale is the first good tag, its file the nearest there is, English needs none", () => {
  assert.equal(chooseLocale([null, "", "not a tag!", "DE-at", "fr"]), "de-AT");
  assert.equal(chooseLocale([undefined]), "en");
  const files = ["de", "en", "pt-BR"];
  assert.equal(localeFile("pt-br", files), "pt-BR");
  assert.equal(localeFile("de-AT", files), "de");
  assert.equal(localeFile("en-GB", files), null);
  assert.equal(localeFile("xx", files), null);
  const chinese = ["en", "zh", "zh-Hant"];
  for (const tag of ["zh-TW", "zh-HK", "zh-Hant", "zh-Hant-HK"]) assert.equal(localeFile(tag, chinese), "zh-Hant", tag);
  for (const tag of ["zh", "zh-CN", "zh-Hans-HK", "zh-SG"]) assert.equal(localeFile(tag, chinese), "zh", tag);
  assert.equal(localeFile("zh-TW", ["en", "zh"]), "zh");
});

test("our words are English where there are no others, the site's are in what its flow has, and a string in the page's", () => {
  const flow = (title, text) => JSON.stringify({ title, nodes: { a: { text }, b: {} } });
  for (const [locale, english, text, expected] of [
    ["de-AT", false, flow({ en: "Hi" }, { en: "Hi" }), { ours: "de-AT", site: "de-AT" }],
    ["en-GB", true, flow({ de: "Hallo" }), { ours: "en-GB", site: "en-GB" }],
    ["sv", true, flow({ en: "Hi", de: "Hallo" }, { en: "Hi" }), { ours: "en", site: "en" }],
    ["sv-FI", true, flow({ en: "Hi" }, { SV: "Hej" }), { ours: "en", site: "sv-FI" }],
    ["sv", true, flow(undefined, "Hej"), { ours: "en", site: "sv" }],
    ["sv", true, "no flow", { ours: "en", site: "en" }],
  ]) assert.deepEqual(languagesOf(locale, english, text), expected, locale + text);
});

test("a failed start is explained by its code", () => {
  assert.deepEqual(explain({ code: "config", message: "why" }), { code: "config", message: "why" });
  assert.equal(explain(new TypeError("x is not a function")).code, "unsupported", "a browser that lacks something is online");
  assert.equal(explain(new WebAssembly.CompileError("violates the following Content Security Policy directive")).code, "config");
  assert.equal(explain(new WebAssembly.CompileError("bad magic")).code, "unsupported");
});

test("colours, directions and text sizes are read", () => {
  assert.equal(hexColour("rgb(1, 2, 255)"), "#0102ff");
  assert.equal(hexColour("rgba(1 2 3 / 50%)"), "#010203");
  assert.equal(hexColour("#ABC"), "#aabbcc");
  assert.equal(hexColour("color(srgb 0.2 1.02 -0.1)"), "#33ff00");
  assert.equal(hexColour("color(srgb 0.2 0.4 0.6 / 0.5)"), "#336699");
  assert.equal(hexColour("oklch(0.5 0.1 20)"), null);
  for (const [locale, rtl] of [["ar", true], ["he-IL", true], ["fa", true], ["ur-PK", true], ["de", false], ["az-Arab", true], ["!", false]]) {
    assert.equal(isRightToLeft(locale), rtl, locale);
  }
  assert.equal(textScale(16, 10), 1, "a site whose root is 10 px has no small print");
  assert.equal(textScale(32, 16), 2);
  assert.equal(textScale(16, 99), 2);
});

test("the theme is the site's option, then the one scheme of its page, else the visitor's", () => {
  for (const [option, schemes, theme] of [
    ["dark", "light", "dark"], ["light", "dark", "light"], ["auto", "light", "light"], [null, "dark", "dark"], [null, "only light", "light"],
    [null, "normal", null], [null, "light dark", null], ["auto", "dark light", null], [null, "", null],
  ]) assert.equal(themeOf(option, schemes), theme, `${option} ${schemes}`);
});

test("an option that means nothing is told, with what it may be; one that is absent or empty isn't", () => {
  const mistakes = (options) => optionMistakes((name) => options[name] ?? null, (text) => text === "rebeccapurple");
  assert.deepEqual(mistakes({}), []);
  assert.deepEqual(mistakes({ position: "inline", theme: "auto", launcher: "none", accent: "rebeccapurple", label: "anything" }), []);
  assert.deepEqual(mistakes({ position: "", theme: "", launcher: "", accent: "" }), []);
  assert.deepEqual(mistakes({ position: "right", theme: "Dark", launcher: "no", accent: "#12" }), [
    'position="right" is ignored; expected "bottom-right" or "bottom-left" or "inline".',
    'theme="Dark" is ignored; expected "auto" or "light" or "dark".',
    'launcher="no" is ignored; expected "bubble" or "none".',
    'accent="#12" is ignored; expected a CSS colour.',
  ]);
});

test("a wasm of the wrong type is instantiated from the same answer", async () => {
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  for (const type of ["application/wasm", "text/plain", "application/octet-stream"]) {
    const { instance } = await instantiate(Promise.resolve(new Response(empty, { headers: { "content-type": type } })), {});
    assert.ok(instance instanceof WebAssembly.Instance, type);
  }
});

test("a wasm that doesn't come is the network's fault, one that isn't good its own", async () => {
  const ended = new ReadableStream({ start: (body) => body.error(new TypeError("network error")) });
  for (const [answer, message] of [
    [Promise.reject(new TypeError("Failed to fetch")), /Failed to fetch/],
    [Promise.resolve(new Response("", { status: 404 })), /HTTP 404/],
    [Promise.resolve(new Response(ended)), /network error/],
  ]) await assert.rejects(instantiate(answer, {}), ({ code, message: said }) => code === "network" && message.test(said));
  await assert.rejects(instantiate(Promise.resolve(new Response("no wasm")), {}), WebAssembly.CompileError);
});

test("strings pass into the module as UTF-8 and are freed, and its questions reach the host", async () => {
  // A module whose memory is all there is: (module (memory (export "m") 1))
  const memoryOnly = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 0x6d, 2, 0]);
  let allocated = 0;
  const calls = [];
  let host;
  let instance;
  globalThis.moduleFactory = (settings) => new Promise((resolve) => {
    host = settings.host;
    settings.instantiateWasm({}, (made) => {
      instance = made;
      const view = () => new Uint8Array(made.exports.m.buffer);
      const read = (pointer) => new TextDecoder().decode(view().subarray(pointer, view().indexOf(0, pointer)));
      resolve({
        _malloc: (size) => (allocated++, 1024 * allocated + 0 * size),
        _free: () => allocated--,
        _ringback_attribute: (name) => (calls.push(read(name)), name),
        _ringback_pointer: (...values) => calls.push(values.map(read)),
      });
    });
  });
  const asked = [];
  const { engine, memory } = await loadEngine(
    Promise.resolve(new Response(memoryOnly, { headers: { "content-type": "application/wasm" } })),
    { matches: (...values) => (asked.push(values), true), pluralCategory: () => "few", emit: (...values) => asked.push(values) },
  );
  assert.equal(engine.attribute("größe 🙂"), "größe 🙂");
  engine.pointer("a", "", "c");
  assert.deepEqual(calls, ["größe 🙂", ["a", "", "c"]]);
  assert.equal(allocated, 0);
  const bytes = new TextEncoder().encode('^a$\0å\0{"x":1}\0');
  new Uint8Array(instance.exports.m.buffer).set(bytes, 16);
  assert.equal(host.matches(16, 20), 1);
  assert.equal(host.plural_category(3), 3);
  host.emit(16, 23);
  assert.deepEqual(asked, [["^a$", "å"], ["^a$", { x: 1 }]]);
  assert.equal(memory.string(16), "^a$");
});

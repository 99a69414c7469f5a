import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./support/bundle.mjs";
import { smallDocument } from "./support/small_dom.mjs";

const { Projection } = await load("engine/projection.ts");

const palette = { surface: "#ffffff", botBubble: "#eeeeee" };
const text = (value, y = 0) => ({ text: value, box: [10, y, 100, 21], style: "message" });
const message = (id, value, from = "bot") => ({ ...text(value, id * 30), id, from, bubble: [0, id * 30 - 5, 120, 31] });
const button = (id, name, more = {}) => ({ id, name, text: name, box: [0, 0, 10, 10], disabled: false, ...more });
const tree = (more = {}) => ({
  title: text("Title"), close: button("close", "Close chat", { text: "" }),
  scroller: { box: [0, 60, 300, 200], contentHeight: 400 }, messages: [], typing: null, palette,
  composer: { consent: null, outcome: null, buttons: [] }, ...more,
});

function setUp() {
  const { element, touches } = smallDocument();
  const parts = Object.fromEntries(["panel", "title", "close", "scroller", "content", "typing", "composer", "consent", "boxes", "field", "alert", "outcome"]
    .map((name) => [name, element(name)]));
  for (const each of [element("filler"), parts.typing]) parts.content.insertBefore(each, null);
  for (const each of [parts.consent, parts.boxes, parts.field, parts.alert, parts.outcome]) parts.composer.insertBefore(each, null);
  const projection = new Projection(parts, { element: (name) => element(name), look: () => ({ family: "sans", textScale: 1 }) });
  return { parts, projection, touches, shown: () => parts.content.children.filter((each) => each.attributes.has("data-message")) };
}

test("a message's element says which and whose it is, and its text is exactly the message's", () => {
  const { projection, shown } = setUp();
  projection.apply(tree({ messages: [message(1, "  Hi <b>!</b>"), message(2, "Hello", "visitor")] }));
  assert.deepEqual(shown().map((each) => [each.getAttribute("data-message"), each.getAttribute("data-from"), each.textContent]),
    [["1", "bot", "  Hi <b>!</b>"], ["2", "visitor", "Hello"]]);
});

test("the same tree again touches nothing", () => {
  const { projection, touches } = setUp();
  const same = tree({ messages: [message(1, "Hi")], composer: { consent: text("C"), outcome: null, buttons: [button("submit", "Verify")] } });
  projection.apply(same);
  touches.length = 0;
  projection.apply(structuredClone(same));
  assert.deepEqual(touches, []);
});

test("one more message touches no other", () => {
  const { projection, touches, shown } = setUp();
  projection.apply(tree({ messages: [message(1, "One")] }));
  const first = shown()[0];
  touches.length = 0;
  assert.equal(projection.apply(tree({ messages: [message(1, "One"), message(2, "Two")] })), true);
  assert.equal(shown()[0], first);
  assert.equal(touches.filter((each) => each.startsWith("content: insert")).length, 2, "the message and its line break");
});

test("what leaves the view is taken out, and comes back in its place without being announced", () => {
  const { projection, parts, shown } = setUp();
  const all = [1, 2, 3].map((id) => message(id, "m" + id));
  projection.apply(tree({ messages: all }));
  assert.equal(parts.scroller.getAttribute("aria-live"), "polite");
  projection.apply(tree({ messages: all.slice(1) }));
  assert.deepEqual(shown().map((each) => each.textContent), ["m2", "m3"]);
  assert.equal(projection.apply(tree({ messages: all })), false);
  assert.deepEqual(shown().map((each) => each.textContent), ["m1", "m2", "m3"]);
  assert.equal(parts.scroller.getAttribute("aria-live"), "off");
  projection.apply(tree({ messages: [...all, message(4, "m4")] }));
  assert.equal(parts.scroller.getAttribute("aria-live"), "polite");
});

test("known messages of a resumed conversation aren't announced", () => {
  const { projection, parts } = setUp();
  const resumed = [message(1, "One"), message(2, "Two")];
  projection.know(resumed);
  assert.equal(projection.apply(tree({ messages: resumed })), false);
  assert.equal(parts.scroller.getAttribute("aria-live"), "off");
});

test("the country's button comes before the field, the others behind it, and a disabled one stays focusable", () => {
  const { projection, parts } = setUp();
  projection.apply(tree({ composer: { consent: null, outcome: null, buttons: [button("country", ""), button("submit", "Send code"), button("resend", "Resend code in 0:10", { disabled: true })] } }));
  assert.deepEqual(parts.composer.children.map((each) => each.getAttribute("data-id") ?? each.localName),
    ["consent", "country", "boxes", "field", "alert", "outcome", "submit", "resend"]);
  assert.equal(projection.button("resend").getAttribute("aria-disabled"), "true");
  assert.equal(projection.button("resend").getAttribute("disabled"), null);
});

test("a button that shows an icon has its name as a label, one that shows its name has none", () => {
  const { projection, parts } = setUp();
  projection.apply(tree({ composer: { consent: null, outcome: null, buttons: [button("submit", "Send", { text: "" }), button("retry", "Try again")] } }));
  assert.equal(projection.button("submit").getAttribute("aria-label"), "Send");
  assert.equal(projection.button("retry").getAttribute("aria-label"), null);
  assert.equal(parts.close.getAttribute("aria-label"), "Close chat");
});

test("typing is named while the bot is at work and says nothing else", () => {
  const { projection, parts } = setUp();
  projection.apply(tree({ typing: { box: [0, 0, 50, 30], name: "Typing" } }));
  assert.deepEqual([parts.typing.getAttribute("aria-label"), parts.typing.textContent], ["Typing", "Typing"]);
  projection.apply(tree());
  assert.deepEqual([parts.typing.getAttribute("aria-label"), parts.typing.textContent], [null, ""]);
});

test("an outcome is verified or another one, and neither is left over", () => {
  const { projection, parts } = setUp();
  const over = (verified) => tree({ composer: { consent: null, outcome: text(verified ? "Verified" : "Blocked"), verified, buttons: [] } });
  for (const verified of [true, false]) {
    projection.apply(over(verified));
    assert.deepEqual([parts.outcome.textContent, parts.outcome.getAttribute("data-verified")], verified ? ["Verified", ""] : ["Blocked", null]);
  }
});

test("a bubble's edges are where it is drawn, from the element's, which is half a pixel wider than its text on each side", () => {
  const { projection, shown } = setUp();
  projection.apply(tree({ messages: [{ ...message(1, "Hi"), box: [30, 40, 100, 21], bubble: [16, 31, 128, 39] }] }));
  assert.equal(shown()[0].style["--bubble"], "-9px -13.5px -9px -13.5px");
});

test("the boxes of a code show its digits, which has the caret and that it was refused, and go with it", () => {
  const { projection, parts } = setUp();
  const code = (digits, active) => ({ boxes: [0, 1, 2].map((i) => [i * 60, 0, 52, 56]), digits, active });
  const composer = { consent: null, outcome: null, buttons: [], invalid: false };
  const shown = () => parts.boxes.children.map((each) => [each.textContent, each.getAttribute("class")]);
  projection.apply(tree({ composer: { ...composer, code: code("4", 1) } }));
  assert.deepEqual(shown(), [["4", null], ["", "active"], ["", null]]);
  projection.apply(tree({ composer: { ...composer, code: code("", 0), invalid: true } }));
  assert.deepEqual(shown(), [["", "active"], ["", "invalid"], ["", "invalid"]]);
  projection.apply(tree({ composer: { ...composer, code: null } }));
  assert.deepEqual(shown(), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./support/bundle.mjs";

// Node 18 lacks it; browsers have it.
globalThis.CustomEvent ??= class CustomEvent extends Event {
  constructor(type, init = {}) {
    super(type, init);
    this.detail = init.detail ?? null;
  }
};

const { replay } = await load("loader/queue.ts");
const { createEmitter } = await load("loader/events.ts");

test("queued calls run in order, in each form that a stub may give them", () => {
  const ran = [];
  const api = { open: () => ran.push("open"), set: (...values) => ran.push(values) };
  (function () {
    replay([["open"], ["set", "a", 1], ["set", arguments], ["set", [{ b: 2 }]]], api);
  })("c", 3);
  assert.deepEqual(ran, ["open", ["a", 1], ["c", 3], [{ b: 2 }]]);
});

test("a queued verify() settles the promise that its stub kept", async () => {
  const good = new Promise((resolve, reject) => replay([["verify", [], resolve, reject]], { verify: async () => "proof" }));
  assert.equal(await good, "proof");
  const bad = new Promise((resolve, reject) => replay([["verify", [], resolve, reject]], { verify: async () => { throw "closed"; } }));
  await assert.rejects(bad, (reason) => reason === "closed");
});

test("a queued verify() of which nobody kept the promise ends quietly", async () => {
  replay([["verify"]], { verify: async () => { throw new Error("closed"); } });
  await new Promise((resolve) => setImmediate(resolve));
});

test("handlers: off, once, removal while an event is told, and what clear leaves", () => {
  const emitter = createEmitter();
  const heard = [];
  const off = emitter.on("a", (detail) => heard.push(["on", detail]));
  emitter.once("a", (detail) => heard.push(["once", detail]));
  const removed = () => heard.push("removed");
  emitter.on("a", () => emitter.off("a", removed));
  emitter.on("a", removed);
  emitter.emit("a", 1);
  off();
  emitter.emit("a", 2);
  emitter.emit("b", 3);
  assert.deepEqual(heard, [["on", 1], ["once", 1]]);
  emitter.on("a", () => heard.push("cleared"));
  emitter.clear();
  emitter.emit("a", 4);
  assert.equal(heard.length, 2);
});

// Password managers fill inputs from a script of their own, as these do: in a world apart from the page's (its objects and
// listeners are out of reach), through the DOM alone, with the events that the widespread ones dispatch and no real key.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserSuite, freshNumber } from "./support/suite.mjs";

const suite = browserSuite();

// What is filled must be an input that they can find, see and write to. Each runs in the managers' world.
const find = `(purpose) => {
  const input = [...document.querySelectorAll("input")].find((each) => each.autocomplete === purpose);
  const { x, y, width, height } = input.getBoundingClientRect();
  const shown = getComputedStyle(input).visibility === "visible" && getComputedStyle(input).opacity > 0.1;
  if (!shown || width < 10 || height < 10 || input.readOnly || input.disabled) throw new Error("hidden");
  if (document.elementFromPoint(x + width / 2, y + height / 2) !== input) throw new Error("covered");
  return input;
}`;
const keys = 'for (const type of ["keydown", "keypress", "keyup"]) input.dispatchEvent(new KeyboardEvent(type, { bubbles: true }));';
const told = 'for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));';
/** `fill(purpose, value)` as a manager does it in `page`. */
async function managerIn(page, script) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "manager" });
  return async (purpose, value) => {
    const { exceptionDetails } = await session.send("Runtime.callFunctionOn", {
      executionContextId, arguments: [{ value: purpose }, { value }],
      functionDeclaration: `function (purpose, value) { const input = (${find})(purpose); ${script} }`,
    });
    assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
  };
}

const verifies = (script) => async (t) => {
  const { page, chat, complaints } = await suite.openChat(t);
  const fill = await managerIn(page, script);
  const number = freshNumber();
  await fill("tel", number);
  assert.match(await chat.phone.inputValue(), /^\+1 415 555 \d{4}$/, "formatted as what is typed is");
  await chat.sendCode.click();
  await chat.code.waitFor();
  const [{ code }] = await suite.server.outbox(number);
  await fill("one-time-code", code);
  await chat.message("verified", "bot").first().waitFor();
  assert.deepEqual(complaints, []);
};

describe("a password manager", () => {
  test("that presses keys without a name, writes, and leaves the input fills number and code", verifies(
    `input.click(); input.focus(); ${keys} input.value = value; ${keys} ${told} input.blur();`)); // as Bitwarden's does

  test("that writes past the input's own setter and tells of a replacement fills number and code", verifies(
    `input.focus(); Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, value);
     input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: value })); ${told}`));

  test("that only writes, and whose events stay in the input, fills number and code", verifies(
    'input.value = value; for (const type of ["input", "change"]) input.dispatchEvent(new Event(type));'));
});

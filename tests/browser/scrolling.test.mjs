// The conversation scrolls as everything in the browser does, and nothing that happens over the panel moves the page behind.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openLongConversation } from "./support/long_conversation.mjs";
import { browserSuite, ofTheCanvas } from "./support/suite.mjs";

const suite = browserSuite({ scrollbars: true, drawn: true });
const open = (t, options) => openLongConversation(suite, t, options);

/** One finger, by the times that it says: the browser makes its momentum from them. */
async function fingerOn(page) {
  const session = await page.context().newCDPSession(page);
  let time = 0;
  const send = (type, ...touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints, timestamp: time });
  return {
    session,
    async down(x, y) {
      time = Date.now() / 1000;
      await send("touchStart", { x, y });
    },
    /** `pixels` downwards, in steps of 16 ms. */
    async drag(x, y, pixels, steps = 6) {
      await this.down(x, y);
      for (let i = 1; i <= steps; ++i) {
        time += 0.016;
        await send("touchMove", { x, y: y + (pixels * i) / steps });
      }
    },
    /** `rested`: a finger that has come to rest throws nothing. */
    async up({ rested = true } = {}) {
      time += rested ? 0.5 : 0.004;
      await send("touchEnd");
    },
  };
}

/** Tries for a while: what a finger did comes when the browser finds the time. What is so then is for the test to say. */
async function reached(holds) {
  for (const until = Date.now() + 60_000; Date.now() < until && !(await holds()); );
}

/** Positions as they are once the conversation's has been the same five times. */
async function settled(positions) {
  for (let [last, same] = [NaN, 0]; ;) {
    const now = await positions();
    same = now.log === last ? same + 1 : 0;
    if (same === 5) return now;
    last = now.log;
  }
}

/** Two fingers that part. */
async function pinch(page, session, x, y) {
  let timestamp = Date.now() / 1000;
  const send = (type, apart) => session.send("Input.dispatchTouchEvent", {
    type,
    timestamp: (timestamp += 0.016),
    touchPoints: apart ? [{ x: x - apart, y, id: 0 }, { x: x + apart, y, id: 1 }] : [],
  });
  await send("touchStart", 40);
  for (let apart = 50; apart <= 140; apart += 10) {
    await send("touchMove", apart);
    await page.evaluate(() => new Promise(requestAnimationFrame)); // or the browser makes one of several
  }
  await send("touchEnd");
}

/** Header, field and edge of the composer: what doesn't scroll itself. */
const aroundTheLog = ({ log, panel }) => ({
  header: [panel.x + 120, panel.y + 12],
  composer: [panel.x + 4, log.y + log.height + 20],
  field: [panel.x + 120, panel.y + panel.height - 40],
});

// As PNG, which is the same for the same pixels, once two in a row are the same: a busy machine shows a frame late.
// Without the scrollbar, and without what else may stand at the edges.
async function picture(page, log, shift = 0) {
  const clip = { x: log.x + 4, y: log.y + 140 + shift, width: log.width - 24, height: 120 };
  for (let last = await page.screenshot({ clip }); ;) {
    const now = await page.screenshot({ clip });
    if (now.equals(last)) return now;
    last = now;
  }
}

describe("a mouse", () => {
  test("scrolls the conversation by what its wheel or trackpad says, to the pixel", async (t) => {
    const { page, log, end, positions } = await open(t);
    await page.mouse.move(log.x + 150, log.y + 200);
    assert.deepEqual(await positions(), { page: 1000, log: end });
    let expected = end;
    for (const delta of [-100, -1, -3, 2, -240, 33]) {
      await page.mouse.wheel(0, delta);
      expected += delta;
      assert.deepEqual(await positions(), { page: 1000, log: expected }, `by ${delta}`);
    }
    // Less than a pixel at a time still adds up.
    for (let i = 0; i < 20; ++i) await page.mouse.wheel(0, -0.4);
    const { log: top } = await positions();
    assert.ok(Math.abs(top - (expected - 8)) <= 1, `${top}, ${expected - 8} wanted`);
  });

  test("moves neither the page behind nor the panel, at either end and over header and composer", async (t) => {
    const opened = await open(t);
    const { page, log, end, positions, place } = opened;
    for (const [start, delta] of [[0, -120], [end, 120]]) {
      await place(start);
      await page.mouse.move(log.x + 150, log.y + 200);
      for (let i = 0; i < 3; ++i) await page.mouse.wheel(0, delta);
      assert.deepEqual(await positions(), { page: 1000, log: start }, `${delta} at ${start}`);
      for (const [name, point] of Object.entries(aroundTheLog(opened))) {
        await page.mouse.move(...point);
        await page.mouse.wheel(0, delta);
        await page.mouse.wheel(0, delta);
        assert.deepEqual(await positions(), { page: 1000, log: start }, `${delta} over the ${name}`);
      }
    }
    await page.mouse.move(100, 300);
    await page.mouse.wheel(0, 50);
    assert.deepEqual(await positions(), { page: 1050, log: end }, "beside the panel the page scrolls");
  });

  test("grabs the browser's own scrollbar, and the picture follows", async (t) => {
    const { page, chat, log, positions, place } = await open(t);
    const bar = await chat.log.evaluate((log) => ({ width: log.offsetWidth - log.clientWidth, inner: log.clientHeight, whole: log.scrollHeight }));
    assert.ok(bar.width >= 8, `a scrollbar of ${bar.width} pixels`);
    await place(200);
    const before = await picture(page, log);
    const [x, y] = [log.x + log.width - bar.width / 2, log.y + log.height * (200 / bar.whole) + 30];
    await page.mouse.move(x, y);
    await page.mouse.down();
    // A pixel of the thumb is several of the conversation.
    const perPixel = bar.whole / bar.inner;
    // Chromium's scrollbar takes one move a frame and drops the others: the last is made again.
    const dragTo = async (to, holds) => {
      await page.mouse.move(x, to, { steps: 6 });
      await reached(async () => {
        await page.mouse.move(x, to);
        return holds((await positions()).log);
      });
    };
    await dragTo(y + 60, (top) => top > 200 + 0.95 * 60 * perPixel);
    const { log: top } = await settled(positions);
    // The track is the log less its two arrows, where there are some.
    const ratio = (top - 200) / 60 / perPixel;
    assert.ok(ratio > 0.95 && ratio < 1.2, `60 pixels of the thumb are ${top - 200} of the conversation`);
    await dragTo(y, (top) => Math.abs(top - 200) <= perPixel);
    await page.mouse.up();
    const { log: back } = await settled(positions);
    assert.ok(Math.abs(back - 200) <= perPixel, `back at ${back}`);
    assert.ok(before.equals(await picture(page, log, 200 - back)));
  });
});

describe("a finger", () => {
  const touch = { hasTouch: true };

  test("drags the conversation, and what is drawn moves with its elements", async (t) => {
    const { page, log, positions, place } = await open(t, touch);
    const finger = await fingerOn(page);
    await place(700);
    const before = await picture(page, log);
    await finger.drag(log.x + 150, log.y + 150, 75);
    await reached(async () => (await positions()).log < 650);
    const { log: top, page: behind } = await settled(positions);
    const moved = 700 - top;
    assert.ok(moved > 50 && moved <= 75, `moved ${moved}`);
    assert.equal(behind, 1000);
    assert.ok(before.equals(await picture(page, log, moved)), "while the finger is down");
    assert.ok(!before.equals(await picture(page, log)), "the picture is one that tells");
    await finger.up();
    assert.deepEqual(await positions(), { page: 1000, log: top }, "a finger that rested throws nothing");
    assert.ok(before.equals(await picture(page, log, moved)));
  });

  test("throws it with the browser's momentum, which ends at the end and not in the page", async (t) => {
    const { page, chat, log, end, positions, place } = await open(t, touch);
    const finger = await fingerOn(page);
    await place(1200);
    const drawn = await picture(page, log);
    await finger.drag(log.x + 150, log.y + 100, 120);
    const { log: released } = await positions();
    await finger.up({ rested: false });
    await chat.log.evaluate((log) => new Promise((resolve) => {
      let [last, still] = [log.scrollTop, 0];
      const look = () => {
        still = log.scrollTop === last ? still + 1 : 0;
        last = log.scrollTop;
        // At rest for half a second.
        if (still > 30) resolve();
        else requestAnimationFrame(look);
      };
      look();
    }));
    // Where the throw only seemed to be over, a finger ends it.
    await finger.down(log.x + 150, log.y + 100);
    await finger.up();
    const { log: rest } = await positions();
    assert.ok(rest < released - 60, `from ${released} on to ${rest}`);
    // At rest it is drawn as it is when one scrolls there by hand.
    const thrown = await picture(page, log);
    assert.deepEqual(await place(1200), { page: 1000, log: 1200 });
    assert.ok(drawn.equals(await picture(page, log)), "back where it was");
    assert.deepEqual(await place(rest), { page: 1000, log: rest });
    assert.ok(thrown.equals(await picture(page, log)), "where it came to rest");
    await place(end - 60);
    await finger.drag(log.x + 150, log.y + 300, -150);
    await finger.up({ rested: false });
    await page.waitForFunction((end) => document.querySelector("ringback-chat").shadowRoot.querySelector("[role=log]").scrollTop === end, end);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500))); // as long as a throw would still move the page
    assert.deepEqual(await positions(), { page: 1000, log: end });
  });

  test("moves neither the page behind nor the panel, at either end and over header and composer", async (t) => {
    const opened = await open(t, touch);
    const { page, log, end, positions, place } = opened;
    const finger = await fingerOn(page);
    for (const [start, pixels] of [[0, 90], [end, -90]]) {
      await place(start);
      const places = { log: [log.x + 150, log.y + 200], ...aroundTheLog(opened) };
      for (const [name, [x, y]] of Object.entries(places)) {
        await finger.drag(x, y, pixels);
        await finger.up();
        assert.deepEqual(await positions(), { page: 1000, log: start }, `${pixels} over the ${name}`);
      }
    }
    await finger.drag(100, 300, -90);
    await finger.up();
    assert.ok((await positions()).page > 1040, "beside the panel the page scrolls");
  });

  test("zooms the page over the panel with a second one, and a trackpad does too", async (t) => {
    const { page, log, panel } = await open(t, { ...touch, isMobile: true });
    const session = await page.context().newCDPSession(page);
    const scale = () => page.evaluate(() => visualViewport.scale);
    const touches = (x, y) => pinch(page, session, x, y);
    const trackpad = (x, y) => session.send("Input.synthesizePinchGesture", { x, y, scaleFactor: 1.5, gestureSourceType: "mouse" });
    const places = [[log.x + 150, log.y + 150], [panel.x + 150, panel.y + 20], [panel.x + 120, panel.y + panel.height - 40]];
    for (const by of [touches, trackpad]) {
      for (const [x, y] of places) {
        assert.equal(await scale(), 1);
        await by(x, y);
        await reached(async () => (await scale()) > 1.1);
        const found = await scale();
        assert.ok(found > 1.1, `${found} at ${x}, ${y}`);
        await session.send("Emulation.setPageScaleFactor", { pageScaleFactor: 1 });
      }
    }
  });

  test("pulls the picture along where the browser stretches what has come to its end", ofTheCanvas, async (t) => {
    const { page, chat, log, end, place, positions } = await open(t, touch);
    // Safari's rubber band, which no browser here has: the scroller says a position beyond its ends until it is let go.
    const pull = async (top) => {
      await chat.log.evaluate((log, top) => {
        if (top === null) delete log.scrollTop;
        else Object.defineProperty(log, "scrollTop", { configurable: true, get: () => top });
        log.dispatchEvent(new Event("scroll"));
      }, top);
      await positions(); // it has been drawn
    };
    for (const [at, past] of [[0, -30], [end, 30]]) {
      await place(at);
      const rested = await picture(page, log);
      await pull(at + past);
      assert.ok(rested.equals(await picture(page, log, -past)), `${past} beyond ${at}: the picture has gone along`);
      await pull(null);
      assert.ok(rested.equals(await picture(page, log)), `let go at ${at}`);
    }
  });

  test("acts at once wherever it taps: a second tap zooms nothing, so none is waited for", async (t) => {
    const { page, chat, panel } = await open(t, { ...touch, isMobile: true });
    // Each element and what its ancestors allow: the browser takes what they have in common.
    const slow = () => page.evaluate(() => {
      const host = document.querySelector("ringback-chat");
      const all = [...host.shadowRoot.querySelectorAll("*"), ...host.children].filter((each) => each.getClientRects().length > 0);
      const quick = (each) => {
        for (let at = each; at; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host) {
          if (getComputedStyle(at).touchAction !== "auto") return true;
        }
        return false;
      };
      return all.filter((each) => !quick(each)).map((each) => each.cloneNode().outerHTML);
    });
    assert.deepEqual(await slow(), []);
    await page.evaluate(() => {
      window.times = {};
      for (const type of ["touchend", "click"]) addEventListener(type, (event) => (times[type] = event.timeStamp), { capture: true });
    });
    await page.touchscreen.tap(panel.x + 120, panel.y + panel.height - 40);
    await page.waitForFunction(() => window.times.click);
    const { touchend, click } = await page.evaluate(() => window.times);
    assert.ok(click - touchend < 100, `the click came ${click - touchend} ms after the finger`);
    await page.getByRole("button", { name: "Close chat" }).first().tap();
    await chat.dialog.waitFor({ state: "hidden" });
    assert.deepEqual(await slow(), [], "the launcher too");
  });

  test("may select a word by a long press: nothing forbids it, and nobody takes the press", async (t) => {
    // Chromium makes no long press of its debugger's finger, so this holds what one needs: tests/browsers/long_press.test.mjs.
    const { page, chat, log } = await open(t, { ...touch, isMobile: true });
    const forbidden = await chat.messages.last().evaluate((message) => {
      const found = [];
      for (let at = message; at; at = at.parentElement ?? at.getRootNode().host) {
        const style = getComputedStyle(at);
        if (style.userSelect === "none") found.push(at.className + ": user-select");
        if (style.webkitTouchCallout === "none") found.push(at.className + ": touch-callout");
        if (style.pointerEvents === "none") found.push(at.className + ": pointer-events");
      }
      return [getComputedStyle(message).userSelect, ...found];
    });
    assert.deepEqual(forbidden, ["text"]);
    await page.evaluate(() => {
      window.presses = [];
      for (const type of ["touchstart", "touchend", "contextmenu", "selectstart"]) {
        addEventListener(type, (event) => presses.push(type + (event.defaultPrevented ? " taken" : "")));
      }
    });
    const message = await chat.messages.last().boundingBox();
    const [x, y] = [message.x + 12, message.y + 10];
    const hit = await page.evaluate(([x, y]) => document.querySelector("ringback-chat").shadowRoot.elementFromPoint(x, y).dataset.message, [x, y]);
    assert.ok(hit, "the message itself is under the finger");
    assert.ok(y < log.y + log.height);
    const finger = await fingerOn(page);
    await finger.down(x, y);
    await finger.up();
    await page.mouse.click(x, y, { button: "right" });
    assert.deepEqual((await page.evaluate(() => window.presses)).filter((each) => / taken/.test(each)), []);
    assert.ok((await page.evaluate(() => window.presses)).includes("contextmenu"));
    await page.mouse.dblclick(x, y);
    assert.equal(await page.evaluate(() => String(getSelection()).trim()), "And");
  });
});

describe("keys", () => {
  test("scroll the conversation when it has the focus, and only it", async (t) => {
    const { page, chat, end, positions } = await open(t);
    await chat.log.focus();
    const page_ = await chat.log.evaluate((log) => log.clientHeight);
    const press = async (key, holds) => {
      await page.keyboard.press(key);
      // Some browsers glide, and take no key that would lead beyond an end that they haven't left yet.
      await reached(async () => holds((await positions()).log));
      const found = await settled(positions);
      assert.ok(holds(found.log), `${key}: ${found.log}`);
      assert.equal(found.page, 1000, key);
      return found.log;
    };
    await press("Home", (top) => top === 0);
    const arrow = await press("ArrowDown", (top) => top >= 20 && top < 120);
    await press("ArrowUp", (top) => top < arrow);
    const down = await press("PageDown", (top) => top > page_ / 2 && top < page_ + 60);
    await press("PageUp", (top) => top < down - page_ / 2);
    await press("End", (top) => top === end);
    // At the end nothing goes on into the page.
    await press("PageDown", (top) => top === end);
    await press("ArrowDown", (top) => top === end);
  });
});

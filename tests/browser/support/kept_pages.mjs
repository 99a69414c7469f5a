// Pages that tests use one after the other: the renderer of a new one takes as much work as the chat in it.

const idle = new WeakMap(); // by context
const notes = new WeakMap(); // by page: what its test did to it

// What can't be undone.
const forGood = ["addInitScript", "emulateMedia", "exposeBinding", "exposeFunction", "setExtraHTTPHeaders"];

function newIdle(context) {
  const pages = [];
  idle.set(context, pages);
  const { newCDPSession } = context;
  context.newCDPSession = (page) => {
    if (notes.has(page)) notes.get(page).changed = true;
    return newCDPSession.call(context, page);
  };
  return pages;
}

async function newPage(context, prepare) {
  const page = await context.newPage();
  await prepare(page);
  const note = { changed: false, listeners: [] };
  notes.set(page, note);
  for (const name of forGood) {
    const does = page[name];
    page[name] = (...values) => {
      note.changed = true;
      return does.apply(page, values);
    };
  }
  const on = page.on;
  page.on = (...values) => {
    note.listeners.push(values);
    return on.apply(page, values);
  };
  return page;
}

/** One that is as new, and was prepared once by `prepare(page)`. */
export async function takePage(context, prepare) {
  const pages = idle.get(context) ?? newIdle(context);
  return pages.pop() ?? newPage(context, prepare);
}

// With an icon: for a page without one the browser asks /favicon.ico, whose 404 may only be heard in the next test.
const blank = { contentType: "text/html", body: '<!doctype html><link rel="icon" href="data:,">' };

/** Its test is done. What the widget kept for the session at `origin` ends. */
export async function giveBack(page, origin) {
  const { changed, listeners } = notes.get(page);
  if (changed || page.isClosed()) return page.close();
  for (const [event, listener] of listeners.splice(0)) page.off(event, listener);
  try {
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.mouse.move(0, 0);
    await page.route(origin + "/blank.html", (route) => route.fulfill(blank));
    await page.goto(origin + "/blank.html");
    await page.unrouteAll();
    await page.evaluate(() => sessionStorage.clear());
    idle.get(page.context()).push(page);
  } catch {
    await page.close(); // nobody can say what it does
  }
}

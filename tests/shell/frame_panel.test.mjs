// What a flow says of its relay's page, and which messages of that page are believed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./support/bundle.mjs";

const { framedFlow, verifiedMessage } = await load("engine/frame_panel.ts");
const { defaultAccent } = await load("shared/panel_contract.ts");
const flow = (more) => JSON.stringify({ relay: "https://relay.test/v1", id: "signup", title: "Verify", ...more });

test("the page of a flow stands below its relay, with or without a slash at the end", () => {
  for (const relay of ["https://relay.test/v1", "https://relay.test/v1/"]) {
    const { page } = framedFlow(flow({ relay }), "pt-BR");
    assert.equal(page.href, "https://relay.test/v1/flows/signup/page?locale=pt-BR");
  }
  assert.equal(framedFlow(flow({ id: "a/../b" }), "en").page.pathname, "/v1/flows/a%2F..%2Fb/page");
});

test("a flow without relay or id, with another protocol, or that isn't JSON has no page", () => {
  for (const more of [{ relay: undefined }, { id: undefined }, { id: 5 }, { relay: "javascript:alert(1)" }, { relay: "no url" }]) {
    assert.equal(framedFlow(flow(more), "en"), null, JSON.stringify(more));
  }
  assert.equal(framedFlow("<html>", "en"), null);
});

test("the title is in the visitor's language, else English, else any; with a placeholder or without it is Chat", () => {
  const titles = { fr: "Vérifier", de: "Prüfen", en: "Verify" };
  for (const [title, locale, expected] of [
    ["Verify", "de", "Verify"], [titles, "de", "Prüfen"], [titles, "de-AT", "Prüfen"], [titles, "ja", "Verify"],
    [{ en: "Verify", zh: "验证", "zh-Hant": "驗證" }, "zh-TW", "驗證"],
    [{ fr: "Vérifier" }, "ja", "Vérifier"], ["For {{name}}", "en", "Chat"], [undefined, "en", "Chat"], [{}, "en", "Chat"], [5, "en", "Chat"],
  ]) {
    assert.equal(framedFlow(flow({ title }), locale).title, expected, JSON.stringify([title, locale]));
  }
});

test("verified is what has an E.164 number and a proof or none, and no more than that", () => {
  const good = { type: "ringback:verified", phone: "+4915123456789", proof: "a.b.c" };
  assert.deepEqual(verifiedMessage({ ...good, more: 1 }), { phone: good.phone, proof: "a.b.c" });
  assert.deepEqual(verifiedMessage({ ...good, proof: null }), { phone: good.phone, proof: null });
  for (const data of [null, undefined, "ringback:verified", 5, {}, { ...good, type: "verified" }, { ...good, phone: "0151" },
    { ...good, phone: 5 }, { ...good, phone: "+4915123456789\n" }, { ...good, proof: 5 }, { type: good.type, phone: good.phone }]) {
    assert.equal(verifiedMessage(data), null, JSON.stringify(data));
  }
});

test("the accent that nobody chose is the launcher's and the page's alike", () =>
  assert.ok(readFileSync(new URL("../../web/page.css", import.meta.url), "utf8").includes(`--accent: ${defaultAccent};`)));

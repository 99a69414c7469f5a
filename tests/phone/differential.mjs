// The browser's phone numbers (shell/src/phone) beside the native ones (src/native, Google's own library), over
// everything that corpus.cpp prints. A difference is explained by a rule that can be checked, or it is one that counts.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { load } from "../shell/support/bundle.mjs";

const { parsePhoneNumberFromString: parseByFullPlans } = createRequire(import.meta.url)("libphonenumber-js/max");
const { parse, format, plainNumber } = await load("phone/numbers.ts");

export const corpusProgram = fileURLToPath(new URL("../../build/native-release/tests/phone_corpus", import.meta.url));

export const readCorpus = (program = corpusProgram) =>
  execFileSync(program, { encoding: "utf8", maxBuffer: 64 << 20 }).trim().split("\n").map((line) => JSON.parse(line));

/** taken, landline, or refused for whatever other reason. */
const kindOf = ({ e164, refused }) => (e164 ? "taken" : refused === "landline" ? "landline" : "refused");
const takesSms = new Set(["MOBILE", "FIXED_LINE_OR_MOBILE", "VOIP", "PERSONAL_NUMBER"]);

/** What this year's numbering plans say, with nothing left out. */
function kindByFullPlans({ text, in: region }) {
  const number = parseByFullPlans(plainNumber(text, region), { defaultCountry: region, extract: false });
  const type = number?.getType();
  return takesSms.has(type) ? "taken" : type === "FIXED_LINE" ? "landline" : "refused";
}

/** In this order; the first that holds explains. `browser` and `native`: {e164, region} or {refused}. */
export const rules = [
  {
    name: "newer plans",
    says: "The native library's numbering plans are older: the plans that the browser's were cut from, with nothing left out, agree with the browser.",
    holds: (line, browser, native) =>
      kindOf(browser) !== kindOf(native) && kindByFullPlans(line) === kindOf(browser),
  },
  {
    name: "North America",
    says: "Under +1 the browser's plans tell no landlines, pagers, voicemail or company numbers from mobiles (SPEC: “where known”); the native ones do for some islands. The SMS is the provider's to refuse.",
    holds: (line, browser, native) =>
      kindOf(browser) === "taken" && kindOf(native) !== "taken" && browser.e164.startsWith("+1") &&
      ["FIXED_LINE", "PAGER", "VOICEMAIL", "UAN"].includes(line.type === "FIXED_LINE_OR_MOBILE" ? "FIXED_LINE" : line.type),
  },
  {
    name: "another reason",
    says: "Both refuse, with different reasons (too short, too long, no such number): the libraries judge lengths by plan or by kind of number.",
    holds: (line, browser, native) => kindOf(browser) === "refused" && kindOf(native) === "refused",
  },
];

const written = (verdict) => (verdict.e164 ? `${verdict.e164} ${verdict.region}` : verdict.refused);

export function compare(corpus) {
  const explained = new Map(rules.map(({ name }) => [name, []]));
  const unexplained = [];
  for (const line of corpus) {
    const browser = parse(line.text, line.in, []);
    if (written(browser) === written(line.ours)) continue;
    const rule = rules.find(({ holds }) => holds(line, browser, line.ours));
    const difference = { ...line, browser: written(browser), native: written(line.ours) };
    (rule ? explained.get(rule.name) : unexplained).push(difference);
  }
  return { tried: corpus.length, explained, unexplained };
}

export const show = ({ region, type, form, text, in: typedIn, browser, native }) =>
  `${region} ${type}, ${form}: ${text} in ${typedIn}: browser ${browser}, native ${native}`;

/** A number's digits as they stand while it is typed, digit by digit, as the input would have them. */
export function typedOut(text, region) {
  let value = "";
  for (const each of text) value = format(value + each, region).text;
  return value;
}

// node tests/phone/report.mjs > docs/phone-numbers.md, after ./dev test phone. The numbers are of the machine it runs on.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { compare, readCorpus, rules, show } from "./differential.mjs";

const corpus = readCorpus();
const { explained, unexplained } = compare(corpus);
const count = (list, key) => {
  const counts = new Map();
  for (const each of list) counts.set(each[key], (counts.get(each[key]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
};
const version = (() => {
  try {
    return execFileSync("dpkg-query", ["-W", "-f", "${Version}", "libphonenumber-dev"], { encoding: "utf8" });
  } catch {
    return "of this machine";
  }
})();
const npm = JSON.parse(readFileSync(new URL("../../node_modules/libphonenumber-js/package.json", import.meta.url))).version;
const forms = count(corpus, "form").map(([form]) => form);
const differing = [...explained.values()].flat().length;

console.log(`# Phone numbers, compared

The browser has libphonenumber-js ${npm} with plans cut down to 45 KB (\`shell/src/phone\`), the command has Google's own
library, ${version} (\`src/native/phone_numbers.cpp\`). \`./dev test phone\` lets both judge every example number that Google
has for every region and kind, in every form that people write: taken or refused and why, E.164, region. What differs is
explained by a rule of \`tests/phone/differential.mjs\`, or the test fails. This page is written by
\`node tests/phone/report.mjs > docs/phone-numbers.md\`.

| | |
|---|---:|
| regions | ${count(corpus, "region").length} |
| example numbers | ${corpus.length / forms.length} |
| numbers tried | ${corpus.length} |
| the same in browser and command | ${corpus.length - differing - unexplained.length} |
| explained differences | ${differing} |
| unexplained | ${unexplained.length} |

Forms: ${forms.join(", ")}.
`);
for (const { name, says } of rules) {
  const list = explained.get(name);
  console.log(`## ${name}: ${list.length}\n\n${says}\n
By region: ${count(list, "region").map(([region, n]) => `${region} ${n}`).join(", ")}.

For example:
${[0, 0.25, 0.5, 0.75].map((part) => `- ${show(list[Math.floor(part * list.length)])}`).join("\n")}
`);
}

// Which room may include what, and the scan that holds src/ to it. With one include root the compiler would allow all.
// A new arrow or a new library is a line in these tables; CONTRIBUTING.md draws the arrows.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The rooms each room uses, itself left out. What these use in turn is allowed too. */
const arrows = {
  base: [],
  api: ["base"],
  flow: ["api"],
  chat: ["flow"],
  ui: ["chat"],
  browser: ["ui"],
  native: ["api"],
  relay: ["chat", "flow", "api"],
  command: ["relay", "chat", "native"],
};

/** Runs in every visitor's browser and in the relay alike: reads no clock, no file, no network, starts no thread. */
const core = ["base", "api", "flow", "chat", "ui"];

/** Libraries and the only places that may name them. */
const libraries = [
  { name: "Dear ImGui", header: /^im(gui|config|stb)[a-z_]*\.h$/, places: [/^ui\//, /^browser\/(glyph|canvas)[^/]*$/] },
  { name: "Emscripten", header: /^(emscripten|GLES|EGL|webgl)/, places: [/^browser\//] },
  { name: "libcurl", header: /^curl\//, places: [/^native\//] },
  { name: "libphonenumber", header: /^phonenumbers\//, places: [/^native\//] },
  { name: "Drogon", header: /^(drogon|trantor|json)\//, places: [/^relay\//] },
  { name: "OpenSSL", header: /^openssl\//, places: [/^relay\//] },
  { name: "libjwt", header: /^jwt\.h$/, places: [/^relay\/proof/] },
  { name: "prometheus-cpp", header: /^prometheus\//, places: [/^relay\/metrics/] },
  { name: "hiredis", header: /^hiredis\//, places: [/^relay\/redis/] },
  { name: "CLI11", header: /^CLI\//, places: [/^command\//] },
];

/** Headers of files, terminals, threads and sockets: the core is given what it needs through ports. */
const outside =
  /^(fstream|iostream|filesystem|thread|mutex|shared_mutex|condition_variable|future|csignal|signal\.h|unistd\.h|fcntl\.h|poll\.h|pthread\.h|netdb\.h|arpa\/.*|netinet\/.*|sys\/.*)$/;

const clock = /\b(steady_clock|system_clock|high_resolution_clock)\s*::\s*now\b/;

function reachable(room, seen = new Set([room])) {
  for (const next of arrows[room] ?? []) {
    if (!seen.has(next)) reachable(next, seen.add(next));
  }
  return seen;
}

/** Every broken rule below `src`, as { file, line, message }; `file` is relative to it. */
export function scan(src) {
  return sources(src).flatMap((path) => {
    const file = relative(src, path).split(sep).join("/");
    const room = file.split("/")[0];
    if (!(room in arrows)) {
      return { file, line: 1, message: `${room} is not a room; the rooms are ${Object.keys(arrows).join(", ")}` };
    }
    return readFileSync(path, "utf8").split("\n").flatMap((text, index) => {
      const message = judge(room, file, text);
      return message ? [{ file, line: index + 1, message }] : [];
    });
  });
}

function judge(room, file, text) {
  if (core.includes(room) && clock.test(text)) return `${room} reads a clock; time is handed to it as an Instant`;

  const include = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(text);
  if (!include) return null;
  const [, quote, header] = include;

  const library = libraries.find((candidate) => candidate.header.test(header));
  if (library) return library.places.some((place) => place.test(file)) ? null : `${library.name} is not for ${file}`;
  if (core.includes(room) && outside.test(header)) return `${room} includes <${header}>; what it needs comes by a port`;
  if (quote === "<") return null;

  const target = header.split("/")[0];
  if (!header.includes("/") || !(target in arrows)) return `"${header}" names no room; includes start at src/`;
  return reachable(room).has(target) ? null : `no arrow from ${room} to ${target}`;
}

/** The C++ files below a folder. */
export function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(cpp|hpp|h)$/.test(entry.name) ? [path] : [];
  });
}

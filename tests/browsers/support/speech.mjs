// A speech service in place of Speech Dispatcher's: what a screen reader says comes to it as text (SSIP, the Speech Synthesis
// Interface Protocol), and it speaks without a pause and without a sound.

import { createServer } from "node:net";

/** What is spoken, without the marks that tell a reader how far it is. */
const plain = (ssml) => ssml.replace(/<[^>]*>/g, "")
  .replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]).replace(/\s+/g, " ").trim();

/** `hear(text)` is called with each thing that is said. */
export async function startSpeech(path, hear) {
  const connections = new Set();
  let messages = 0;
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on("error", () => {}).on("close", () => connections.delete(socket));
    const answer = (code, text, ...data) => socket.write([...data.map((line) => `${code}-${line}`), `${code} ${text}`, ""].join("\r\n"));
    let rest = "";
    let spoken = null; // lines of a message that is being received
    const receive = (line) => {
      if (spoken && line !== ".") return void spoken.push(line.replace(/^\.\./, "."));
      if (spoken) {
        const id = ++messages;
        const text = plain(spoken.join(" "));
        spoken = null;
        if (text) hear(text);
        answer(225, "OK MESSAGE QUEUED", id);
        answer(701, "BEGIN", id, 1);
        return answer(702, "END", id, 1);
      }
      if (line === "SPEAK") {
        spoken = [];
        return answer(230, "OK RECEIVING DATA");
      }
      const [, kind, said] = /^(CHAR|KEY) (.*)$/.exec(line) ?? [];
      if (kind) hear(said);
      if (/^(CANCEL|STOP)/.test(line)) hear(null);
      if (/^HISTORY GET CLIENT_ID/.test(line)) answer(245, "OK CLIENT ID SENT", 1);
      else if (/^(GET|LIST)/.test(line)) answer(251, "OK GET RETURNED", 0);
      else answer(200, "OK");
    };
    socket.setEncoding("utf8").on("data", (text) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop();
      lines.forEach(receive);
    });
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(path, resolve));
  return {
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      for (const socket of connections) socket.destroy();
    }),
  };
}

// A hosted API for a test: another origin than the page's, with real connections, CORS and delays.

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

/** Lets any page call it, and read the headers that are named. */
export const cors = (...exposed) => ({
  "access-control-allow-origin": "*",
  ...(exposed.length > 0 ? { "access-control-expose-headers": exposed.join(", ") } : {}),
});

/**
 * `answer(request, response, count)` answers the `count`th POST, from 1, whose body is in `request.text`. What came is in
 * `requests`: `aborted` when the page took a request back before it was answered. `arrived(count)`: until so many have come,
 * which is later than the page's asking.
 */
export async function startApi(t, answer) {
  const requests = [];
  const arrival = new EventEmitter();
  const server = createServer((request, response) => {
    if (request.method === "OPTIONS") {
      const wanted = request.headers["access-control-request-headers"] ?? "";
      response.writeHead(204, { ...cors(), "access-control-allow-headers": wanted, "access-control-allow-methods": "POST" }).end();
      return;
    }
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const record = { path: request.url, headers: request.headers, text, answered: false, aborted: false };
      requests.push(record);
      response.on("finish", () => (record.answered = true));
      response.on("close", () => (record.aborted = !record.answered));
      answer(Object.assign(request, { text }), response, requests.length);
      arrival.emit("request");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  }));
  const arrived = async (count) => {
    while (requests.length < count) await once(arrival, "request", { signal: t.signal });
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, arrived };
}

export const json = (response, status, body, headers = cors()) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

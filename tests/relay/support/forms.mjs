// A browser without scripts, as far as the relay's page needs one: forms in, forms out.
const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
const all = (html, pattern) => [...html.matchAll(pattern)].map((match) => unescape(match[1]));

export class FormPage {
  /** `headers`: of every request, as a browser has them. */
  constructor(url, headers = {}) {
    Object.assign(this, { url, headers, html: "" });
  }

  async get(query = "", headers = {}) {
    return this.take(await fetch(this.url + query, { headers: { ...this.headers, ...headers } }));
  }

  /** The fields of the form that is shown, with these in place of its own. */
  fields(more = {}) {
    const hidden = Object.fromEntries([...this.html.matchAll(/<input type=hidden name="([^"]*)" value="([^"]*)">/g)]
      .map(([, name, value]) => [name, unescape(value)]));
    return { ...hidden, ...more };
  }

  async post(fields, headers = {}) {
    return this.take(await fetch(this.url, { method: "POST", body: new URLSearchParams(this.fields(fields)),
      headers: { origin: new URL(this.url).origin, ...this.headers, ...headers } }));
  }
  enter(value) {
    return this.post({ action: "enter", value });
  }
  press(action) {
    return this.post({ action });
  }

  async take(answer) {
    this.answer = answer;
    this.html = await answer.text();
    return this;
  }
  get messages() {
    return all(this.html.replace(/<span class=number>([^<]*)<\/span>/g, "$1"), /<p data-message[^>]*>([^<]*)<\/p>/g);
  }
  get buttons() {
    return all(this.html, /<button[^>]*>([^<]*)<\/button>/g);
  }
  get alert() {
    return all(this.html, /<p(?: id=alert)? role=alert>([^<]*)<\/p>/g)[0] ?? null;
  }
  get verified() {
    const found = /data-phone="([^"]*)" data-proof="([^"]*)" data-origin="([^"]*)"/.exec(this.html);
    return found && { phone: unescape(found[1]), proof: found[2], origin: unescape(found[3]) };
  }
}

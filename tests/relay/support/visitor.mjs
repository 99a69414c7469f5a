// What the widget asks a relay, without the widget.
export class Visitor {
  constructor(url, { origin = "https://shop.example", flow = "signup" } = {}) {
    Object.assign(this, { url, origin, flow });
  }

  async post(path, body, headers = {}) {
    const answer = await fetch(this.url + path, {
      method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", origin: this.origin, ...headers },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text || "null") };
  }

  async open() {
    const answer = await this.post("/v1/sessions", { flow: this.flow });
    this.session = answer.body.session;
    return answer;
  }

  call(api, attributes, key) {
    return this.post(`/v1/apis/${api}`, { attributes },
      { authorization: `Bearer ${this.session}`, ...(key ? { "idempotency-key": key } : {}) });
  }
  send(phone, key) {
    return this.call("send_otp", { phone }, key);
  }
  verify(user_otp, key) {
    return this.call("verify_otp", { user_otp }, key);
  }
}

/** "rate-limited" */
export const problem = (answer) => answer.body?.type?.replace("/problems/", "");

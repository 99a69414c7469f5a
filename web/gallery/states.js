// Every state that a visitor can see, and the looks each is shown in. tests/browser/gallery.test.mjs takes a picture of each
// and lets axe judge it.

export const looks = [
  { name: "light", title: "Light", theme: "light", locale: "en", size: [500, 740] },
  { name: "dark", title: "Dark", theme: "dark", locale: "en", size: [500, 740] },
  { name: "rtl", title: "Right to left", theme: "light", locale: "ar", size: [500, 740] },
  { name: "phone", title: "Phone width", theme: "light", locale: "de", size: [340, 640] },
];

/** The flow asks this first. */
const asks = (question) => (flow) => {
  Object.assign(flow.nodes, { question: { to: "answer", next: "thanks", ...question },
    thanks: { type: "message", text: "Thank you.", next: "done" } });
  flow.attributes.answer = { type: "text" };
  flow.nodes.hello.next = "question";
};
const stays = { type: "delay", ms: 600_000, next: "done" };

const chatter = [
  "Hi! 👋 We've sent a code to your phone.", "Příliš žluťoučký kůň úpěl ďábelské ódy.", "Σας στείλαμε έναν κωδικό.",
  "لقد أرسلنا رمز التحقق إلى ‎+1 415 555 2671‎.", "הקוד של Ringback הוא 123456.", "हमने आपके फ़ोन नंबर पर कोड भेजा है।",
  "เราได้ส่งรหัสยืนยันไปยังโทรศัพท์ของคุณแล้ว", "携帯電話に確認コードを送信しました。", "휴대전화로 인증 코드를 보냈습니다.",
  "Family 👨‍👩‍👧‍👦, flags 🇩🇪🇯🇵, hands 👍🏽, keys 1️⃣, ❤️‍🔥.",
];

const drawn = [
  { name: "launcher", title: "Closed", steps: () => Promise.resolve() },
  { name: "phone", title: "Asks for the number" },
  { name: "countries", title: "Country picker", async steps(visitor) {
    await visitor.opens();
    await visitor.presses("country");
    await visitor.until(() => visitor.shadow.querySelector("[role=listbox] [role=option]"), "country");
  } },
  { name: "phone-refused", title: "Number refused", async steps(visitor) {
    await visitor.givesNumber("+49 30");
    await visitor.alert();
  } },
  { name: "sending", title: "At work", change: (flow) => (flow.nodes.send = stays), async steps(visitor) {
    await visitor.givesNumber();
    await visitor.until(() => visitor.shadow.querySelector(".typing")?.textContent, "typing");
  } },
  { name: "not-sent", title: "Couldn't send", change: (flow, answer) => (flow.apis.send_otp.url = answer("broken.txt")), async steps(visitor) {
    await visitor.givesNumber();
    await visitor.messages(5);
    await visitor.alert();
  } },
  { name: "code", title: "Code, half typed", async steps(visitor) {
    await visitor.getsCode();
    await visitor.types("407");
  } },
  { name: "resend-later", title: "Resend counts down", moving: true, change: (flow) => (flow.nodes.ask_code.resend.after_ms = 45_000),
    steps: (visitor) => visitor.getsCode() },
  { name: "wrong-code", title: "Wrong code", change: (flow, answer) => (flow.apis.verify_otp.url = answer("no.json")), async steps(visitor) {
    await visitor.getsCode();
    await visitor.types("123456");
    await visitor.alert();
  } },
  { name: "verified", title: "Verified", async steps(visitor) {
    await visitor.getsCode();
    await visitor.types("407294");
    await visitor.outcome();
  } },
  { name: "blocked", title: "Too many wrong codes", change(flow, answer) {
    flow.apis.verify_otp.url = answer("no.json");
    flow.nodes.ask_code.attempts = 1;
  }, async steps(visitor) {
    await visitor.getsCode();
    await visitor.types("123456");
    await visitor.outcome();
  } },
  { name: "failed", title: "Not verified", change(flow) {
    flow.nodes.sent.next = "sorry";
    flow.nodes.sorry = { type: "end", outcome: "failed" };
  }, async steps(visitor) {
    await visitor.givesNumber();
    await visitor.button("restart");
  } },
  { name: "retry", title: "Try again", change(flow, answer) {
    flow.apis.send_otp.url = answer("broken.txt");
    delete flow.nodes.send.error;
  }, async steps(visitor) {
    await visitor.givesNumber();
    await visitor.button("retry");
  } },
  { name: "choice", title: "A choice", change: asks({ type: "input", kind: "choice", text: "How shall we reach you?",
    choices: [{ label: "Text message", value: "sms" }, { label: "Call", value: "call" }, { label: "Rather not", value: "no" }] }),
  steps: async (visitor) => {
    await visitor.opens();
    await visitor.messages(2);
  } },
  { name: "email-refused", title: "Email refused", change: asks({ type: "input", kind: "email", text: "What's your email address?" }),
    async steps(visitor) {
      await visitor.opens();
      await visitor.types("me@");
      await visitor.presses("submit");
      await visitor.alert();
    } },
  { name: "scripts", title: "Many scripts", change(flow) {
    chatter.forEach((text, i) => (flow.nodes["say" + i] = { type: "message", text, next: i + 1 < chatter.length ? "say" + (i + 1) : "stay" }));
    flow.nodes.stay = { type: "end", outcome: "verified" };
    flow.start = "say0";
  }, async steps(visitor) {
    await visitor.opens();
    await visitor.messages(chatter.length);
  } },
];

/** The same, and then the canvas is lost for good. */
const withoutCanvas = (name) => {
  const state = drawn.find((each) => each.name === name);
  return { ...state, name: "plain-" + name, title: "No canvas: " + state.title, plain: true, async steps(visitor) {
    await (state.steps?.(visitor) ?? visitor.opens());
    await visitor.losesCanvas();
  } };
};

export const states = [...drawn, ...["countries", "phone-refused", "code", "sending", "choice", "verified"].map(withoutCanvas)];

// Calls made before the script had run. README shows the stub: window.ringback = { q: [], open() { … } … }, each call
// queued as [method, ...values], [method, arguments] or [method, arguments, resolve, reject].

type Method = (...values: unknown[]) => unknown;

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || Object.prototype.toString.call(value) === "[object Arguments]";

export function replay(queue: unknown, api: object, report: (error: unknown) => void): void {
  if (!isList(queue)) return;
  for (const call of Array.from(queue)) {
    if (!isList(call)) continue;
    const [name, ...rest] = Array.from(call) as [string, ...unknown[]];
    const method = (api as Record<string, Method | undefined>)[name];
    if (!method) {
      report(new TypeError("ringback has no method " + name));
      continue;
    }
    const packed = isList(rest[0]);
    const values = packed ? Array.from(rest[0] as ArrayLike<unknown>) : rest;
    try {
      const answer = method(...values);
      if (packed && rest[1]) Promise.resolve(answer).then(rest[1] as Method, rest[2] as Method);
      // verify() from a stub that keeps no promise: nobody is there to hear of its end.
      else if (answer instanceof Promise) answer.catch(() => {});
    } catch (error) {
      report(error);
    }
  }
}

// Calls made before the script had run. README shows the stub: window.ringback = { q: [], open() { … } … }, each call
// queued as [method, ...values], [method, arguments] or [method, arguments, resolve, reject].

export function replay(queue: Iterable<any>, api: any): void {
  for (const call of queue) {
    try {
      const [name, first, resolve, reject] = call;
      const packed = typeof first == "object" && "length" in first;
      const answer = api[name](...(packed ? first : [...call].slice(1)));
      // A verify() of which no promise was kept has nobody who hears of its end.
      if (answer instanceof Promise) answer.then(packed && resolve, (packed && reject) || (() => {}));
    } catch (error) {
      console.error(error); // a call that doesn't exist; those behind it still run
    }
  }
}

// The engine is asked one thing at a time. What comes up while it is at work (a focus that its own projection moved, a
// page's handler that calls back) waits until it is done.

// Older Safaris lack reportError.
export const report = (error: unknown) => (self.reportError ?? console.error)(error);

export interface Turns {
  run(action: () => void): void;
  /** Afterwards nothing runs. */
  end(): void;
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let busy = false;
  let ended = false;
  return {
    run(action) {
      if (ended) return;
      waiting.push(action);
      if (busy) return;
      busy = true;
      try {
        for (let next = waiting.shift(); next && !ended; next = waiting.shift()) {
          try {
            next();
          } catch (error) {
            report(error);
          }
        }
      } finally {
        busy = false;
      }
    },
    end() {
      ended = true;
      waiting.length = 0;
    },
  };
}

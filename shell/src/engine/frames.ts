// When the engine draws and when it wakes: one animation frame a request, none while nobody can see it, one timer.

export interface Frames {
  request(): void;
  /** A frame that is needed by then and not before: performance.now() time. */
  requestAt(time: number): void;
  /** Shown and in a visible page, or not; what was asked for meanwhile comes as soon as it is. */
  setVisible(visible: boolean): void;
  /** performance.now() time; negative: never. */
  wakeAt(time: number): void;
  destroy(): void;
}

export interface Scheduler {
  requestAnimationFrame(callback: (now: number) => void): number;
  cancelAnimationFrame(handle: number): void;
  setTimeout(callback: () => void, milliseconds: number): number;
  clearTimeout(handle: number): void;
  now(): number;
}

export const pageScheduler = (): Scheduler => ({
  requestAnimationFrame: (callback) => requestAnimationFrame(callback),
  cancelAnimationFrame: (handle) => cancelAnimationFrame(handle),
  setTimeout: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle),
  now: () => performance.now(),
});

// A longer timeout overflows to none at all.
const longestTimeout = 2 ** 31 - 1;

export function createFrames(scheduler: Scheduler, draw: () => void, tick: () => void): Frames {
  let wanted = false;
  let visible = false;
  let frame = 0;
  let timer = 0;
  let later = 0;
  const schedule = () => {
    if (!wanted || !visible || frame) return;
    frame = scheduler.requestAnimationFrame(() => {
      frame = 0;
      wanted = false;
      forgetLater();
      draw();
    });
  };
  // What draws now says itself when it needs the next one.
  const forgetLater = () => {
    if (later) scheduler.clearTimeout(later);
    later = 0;
  };
  const request = () => {
    wanted = true;
    schedule();
  };
  // The engine counts whole milliseconds, so one of its times is over for certain when the next one begins.
  const sleep = (time: number) => {
    timer = scheduler.setTimeout(() => {
      timer = 0;
      // Timers may come early: by rounding, or because the time was too far for one.
      if (scheduler.now() < time) sleep(time);
      else tick();
    }, Math.min(Math.max(Math.ceil(time - scheduler.now()), 0), longestTimeout));
  };
  return {
    request,
    requestAt(time) {
      forgetLater();
      const wait = time - scheduler.now();
      if (wait <= 0) return request();
      later = scheduler.setTimeout(() => {
        later = 0;
        request();
      }, wait);
    },
    setVisible(now) {
      visible = now;
      if (!visible && frame) {
        scheduler.cancelAnimationFrame(frame);
        frame = 0;
      }
      schedule();
    },
    wakeAt(time) {
      if (timer) scheduler.clearTimeout(timer);
      timer = 0;
      if (time >= 0) sleep(time + 1);
    },
    destroy() {
      if (frame) scheduler.cancelAnimationFrame(frame);
      if (timer) scheduler.clearTimeout(timer);
      forgetLater();
      wanted = visible = false;
      frame = timer = 0;
    },
  };
}

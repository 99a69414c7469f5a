// Which button is under the pointer, pressed, or focused by keyboard: the engine draws them so.

export function followPointer(panel: HTMLElement, tell: (hovered: string, pressed: string, focused: string) => void): () => void {
  const ends = new AbortController();
  let hovered = "";
  let pressed = "";
  let focused = "";
  let told = "\n\n";
  const idOf = (target: EventTarget | null) => (target as Element | null)?.closest?.<HTMLElement>("button[data-id]")?.dataset["id"] ?? "";
  const say = () => {
    const state = [hovered, pressed, focused].join("\n");
    if (state === told) return;
    told = state;
    tell(hovered, pressed, focused);
  };
  const on = <Type extends keyof HTMLElementEventMap>(type: Type, handle: (event: HTMLElementEventMap[Type]) => void) =>
    panel.addEventListener(type, (event) => {
      handle(event);
      say();
    }, { signal: ends.signal });
  // A finger doesn't hover: the mark would stay after it has gone.
  on("pointerover", (event) => (hovered = event.pointerType === "touch" ? "" : idOf(event.target)));
  on("pointerleave", () => (hovered = pressed = ""));
  on("pointerdown", (event) => (pressed = idOf(event.target)));
  on("pointerup", () => (pressed = ""));
  on("pointercancel", () => (hovered = pressed = ""));
  on("focusin", (event) => {
    const target = event.target as Element;
    focused = target.matches(":focus-visible") ? idOf(target) : "";
  });
  on("focusout", () => (focused = ""));
  return () => ends.abort();
}

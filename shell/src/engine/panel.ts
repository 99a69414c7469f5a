// The panel's elements. Their roles are a public interface (SPEC section 6); what they say comes by projection.ts.
//
//   section role=dialog ── canvas (hidden from readers)
//     ├ avatar, h2, close button
//     ├ scroller role=log ── content ── messages, typing role=status, filler
//     └ composer ── consent, country button, boxes of a code, slot "field" (label, input), buttons, slot "alert"

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export interface PanelElements {
  panel: HTMLElement;
  canvas: HTMLCanvasElement;
  title: HTMLElement;
  close: HTMLButtonElement;
  scroller: HTMLElement;
  content: HTMLElement;
  typing: HTMLElement;
  composer: HTMLElement;
  consent: HTMLElement;
  /** Of a code, where there is no canvas to draw them. */
  boxes: HTMLElement;
  /** Where the light DOM's input shows. */
  field: HTMLElement;
  alert: HTMLElement;
  outcome: HTMLElement;
  probe: HTMLElement;
}

const slot = (name: string): HTMLElement => {
  const made = element("slot", "");
  made.name = name;
  return made;
};

export const slots = { field: "ringback-field", alert: "ringback-alert" };

/** The site's picture, over the drawn mark: which stays where the picture can't be had. */
export function createAvatar(url: string): HTMLImageElement {
  const avatar = element("img", "avatar");
  avatar.alt = "";
  avatar.hidden = true;
  avatar.draggable = false;
  avatar.onload = () => (avatar.hidden = false);
  avatar.src = url;
  return avatar;
}

export function createPanelElements(conversationName: string): PanelElements {
  const canvas = element("canvas", "");
  canvas.setAttribute("aria-hidden", "true");

  const title = element("h2", "title");
  title.id = "title";
  const close = element("button", "close");
  close.type = "button";

  const typing = element("div", "typing");
  typing.setAttribute("role", "status");
  const content = element("div", "content", element("div", "filler"), typing);
  const scroller = element("div", "scroller", content);
  scroller.setAttribute("role", "log");
  scroller.setAttribute("aria-label", conversationName);
  scroller.setAttribute("aria-live", "polite");
  scroller.tabIndex = 0;

  const consent = element("p", "consent");
  const boxes = element("div", "boxes");
  boxes.setAttribute("aria-hidden", "true");
  const field = element("div", "field", slot(slots.field));
  const alert = element("div", "alert-place", slot(slots.alert));
  // An id makes it an object of its own in Firefox's tree. Of many children that one object gets at once, Orca hears of the
  // last: the buttons that come along with an alert would silence it.
  alert.id = "alert";
  const outcome = element("p", "outcome");
  outcome.tabIndex = -1;
  const composer = element("div", "composer", consent, boxes, field, alert, outcome);

  const probe = element("div", "probe");
  const panel = element("section", "panel", canvas, title, close, scroller, composer, probe);
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-labelledby", title.id);
  panel.tabIndex = -1;
  panel.hidden = true;
  return { panel, canvas, title, close, scroller, content, typing, composer, consent, boxes, field, alert, outcome, probe };
}

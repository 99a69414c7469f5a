// The bubble: a button drawn by CSS and an SVG that is built node by node, so that a page with Trusted Types and a
// strict policy takes it.

export const launcherStyles = `
:host{all:initial;font-family:inherit;position:fixed;bottom:20px;right:20px;
bottom:calc(20px + env(safe-area-inset-bottom,0px));z-index:2147483000}
:host([position=bottom-left]){right:auto;left:20px}
:host([position=inline]){display:block;position:relative;inset:auto;z-index:auto;width:100%;height:100%;min-height:60px}
:host([hidden]),:host([launcher=none]) .launcher,:host([position=inline]) .launcher[aria-expanded=true]{display:none}
.launcher{all:unset;box-sizing:border-box;position:relative;display:block;width:60px;height:60px;border-radius:50%;
cursor:pointer;background:var(--accent);color:var(--accent-ink);-webkit-tap-highlight-color:transparent;
box-shadow:0 1px 3px #0003,0 8px 24px #0000003d;transition:transform .16s,box-shadow .16s}
.launcher:hover{transform:scale(1.05);box-shadow:0 2px 4px #0003,0 10px 30px #0005}
.launcher:active{transform:scale(.95)}
.launcher:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
svg{position:absolute;inset:16px;width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:2;
stroke-linecap:round;stroke-linejoin:round;transition:transform .18s,opacity .18s}
.launcher[aria-expanded=true] svg:first-of-type,.launcher[aria-expanded=false] svg+svg{opacity:0;transform:rotate(45deg) scale(.4)}
.launcher[aria-busy=true]:after{content:"";position:absolute;inset:4px;border-radius:50%;border:2px solid;
border-color:currentColor transparent transparent;animation:turn .8s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
.badge{position:absolute;top:-3px;right:-3px;min-width:20px;height:20px;padding:0 5px;box-sizing:border-box;
border-radius:10px;background:#e02d3c;color:#fff;font:600 12px/20px system-ui,sans-serif;text-align:center}
.badge:empty{display:none}
.notice{position:absolute;bottom:76px;right:0;width:300px;max-width:calc(100vw - 40px);box-sizing:border-box;
padding:20px;border-radius:18px;background:#fff;color:#1b1f2a;font:15px/1.5 system-ui,sans-serif;
box-shadow:0 12px 40px #0004}
:host([position=bottom-left]) .notice{right:auto;left:0}
.notice button{all:unset;display:block;margin-top:12px;padding:8px 14px;border-radius:10px;cursor:pointer;font-weight:600;
background:var(--accent);color:var(--accent-ink)}
.notice button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (prefers-reduced-motion:reduce){*{transition:none!important}.launcher:after{animation-duration:3s!important}}
@media (forced-colors:active){.launcher{border:2px solid}}`;

const bubblePath = "M5 4h18a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3H12l-6 5v-5H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM9 12.5h.1M14 12.5h.1M19 12.5h.1";
const crossPath = "M7 7l14 14M21 7L7 21";

function icon(path: string): SVGElement {
  const create = (name: string) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const svg = create("svg") as SVGElement;
  const shape = create("path");
  svg.setAttribute("viewBox", "0 0 28 28");
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

export interface Launcher {
  button: HTMLButtonElement;
  badge: HTMLElement;
}

export function createLauncher(): Launcher {
  const badge = element("span", "badge");
  badge.setAttribute("aria-hidden", "true");
  const button = element("button", "launcher", icon(bubblePath), icon(crossPath), badge);
  button.type = "button";
  return { button, badge };
}

/** Black or white, whichever is read better on a CSS colour as getComputedStyle gives it (WCAG 2.2 contrast). */
export function inkOn(colour: string): string {
  const [red, green, blue] = (colour.match(/[\d.]+/g) || []).map((value) => (+value / 255) ** 2.2);
  // 0.179 is where the contrast with black equals the one with white.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

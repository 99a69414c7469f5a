// How large the panel is and how sharp: size, pixel ratio, and on phones what the keyboard leaves of the window.

export interface ViewportWatch {
  stop(): void;
}

export function watchViewport(panel: HTMLElement, changed: () => void): ViewportWatch {
  const ends = new AbortController();
  const { signal } = ends;

  const resize = new ResizeObserver(changed);
  try {
    // Fires when the pixel ratio changes too, in browsers that know it.
    resize.observe(panel, { box: "device-pixel-content-box" });
  } catch {
    resize.observe(panel);
  }

  // A media query names one ratio, so each change needs a new one.
  let ratio: MediaQueryList | null = null;
  const ratioChanged = () => {
    arm();
    changed();
  };
  const arm = () => {
    ratio?.removeEventListener("change", ratioChanged);
    ratio = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    ratio.addEventListener("change", ratioChanged);
  };
  arm();

  // A phone's keyboard covers the window without resizing it: the panel follows what is left.
  const visual = window.visualViewport;
  const follow = () => {
    const fullScreen = getComputedStyle(panel).position === "fixed";
    const covered = fullScreen && visual && visual.scale === 1 && Math.abs(window.innerHeight - visual.height) > 1;
    panel.style.height = covered ? visual.height + "px" : "";
    panel.style.top = covered ? visual.offsetTop + "px" : "";
    panel.style.bottom = covered ? "auto" : "";
  };
  visual?.addEventListener("resize", follow, { signal });
  visual?.addEventListener("scroll", follow, { signal });
  window.addEventListener("resize", follow, { signal });

  return {
    stop() {
      ends.abort();
      resize.disconnect();
      ratio?.removeEventListener("change", ratioChanged);
    },
  };
}

/**
 * The height that the chat has. Most browsers make the page smaller when the on-screen keyboard comes
 * (`interactive-widget` in index.html). Those of iOS lay it over the page, and tell of what is left by `visualViewport`.
 */

/** Pixels. Bars of the browser cover less, keyboards more. */
const keyboard = 120;

export function watchViewport(): void {
  const view = visualViewport;
  if (!view) return;
  const fit = () => {
    // Not while somebody has zoomed in.
    const isCovered = Math.abs(view.scale - 1) < 0.01 && innerHeight - view.height > keyboard;
    const { style } = document.documentElement;
    if (!isCovered) style.removeProperty("--view-height");
    else {
      style.setProperty("--view-height", `${view.height}px`);
      // The browser has scrolled the whole page to show the field, which is in sight now anyway.
      scrollTo(0, 0);
    }
  };
  view.addEventListener("resize", fit);
}

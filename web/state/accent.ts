/** The server's own colour for buttons and links, in shades that can be read in the theme that is shown. */
import { effect } from "@preact/signals";
import { accentShades } from "../ui/readable-color.ts";
import { hasHighContrast, prefersDark } from "./appearance.ts";
import { face } from "./face.ts";

export function watchAccent(): void {
  effect(() => {
    const { style } = document.documentElement;
    // High contrast has colours of its own.
    const shades = hasHighContrast.value ? null : accentShades(face.value?.accent, prefersDark.value);
    for (const name of ["accent", "accent-strong", "accent-soft"] as const) {
      if (shades) style.setProperty(`--${name}`, shades[name]);
      else style.removeProperty(`--${name}`);
    }
  });
}

/** How the page looks: as the system has it, until the person chooses. It holds at once, and in all tabs after a reload. */
import { computed, effect, signal } from "@preact/signals";
import { choice } from "./choice.ts";

export const theme = choice("theme", ["system", "light", "dark"], "system");
export const contrast = choice("contrast", ["system", "normal", "more"], "system");
/** Pixels. */
export const fontSize = choice("font-size", ["13", "14", "15", "16", "18", "20"], "15");
export const density = choice("density", ["cozy", "compact"], "cozy");
/** `system`: as the language of the page has it. */
export const clock = choice("clock", ["system", "12", "24"], "system");
export const motion = choice("motion", ["system", "less"], "system");

function preferred(query: string) {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", (event) => {
    matches.value = event.matches;
  });
  return matches;
}
const systemIsDark = preferred("(prefers-color-scheme: dark)");
const systemWantsContrast = preferred("(prefers-contrast: more)");

/** What is shown. */
export const prefersDark = computed(() =>
  theme.value.value === "system" ? systemIsDark.value : theme.value.value === "dark",
);
export const hasHighContrast = computed(() =>
  contrast.value.value === "system" ? systemWantsContrast.value : contrast.value.value === "more",
);
/** Styles go by attributes of the root element. */
export function watchAppearance(): void {
  const { dataset, style } = document.documentElement;
  const set = (name: string, value: string | null) => {
    if (value === null) delete dataset[name];
    else dataset[name] = value;
  };
  effect(() => {
    set("theme", theme.value.value === "system" ? null : theme.value.value);
    set("contrast", hasHighContrast.value ? "more" : null);
    set("density", density.value.value === "compact" ? "compact" : null);
    set("motion", motion.value.value === "less" ? "less" : null);
    style.fontSize = `${fontSize.value.value}px`;
  });
}

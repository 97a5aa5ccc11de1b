import { hasHighContrast, prefersDark } from "../state/appearance.ts";
import { readableColor } from "./readable-color.ts";

/** Of text, after the highest level of WCAG 2.2. */
const highContrast = 7.1;

/** A colour that people chose, so that it can be read in the present appearance. Null: the usual one serves. */
export function shownColor(color: string | null | undefined): string | null {
  return readableColor(color, prefersDark.value, hasHighContrast.value ? highContrast : undefined);
}

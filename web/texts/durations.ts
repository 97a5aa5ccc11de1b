/** `15 minutes`, in the language of the page. */
import { language } from "./language.ts";

const units = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** @param seconds taken in the largest unit that fits without a rest */
export function durationText(seconds: number): string {
  const [size, unit] = units.find(([each]) => seconds >= each && seconds % each === 0) ?? [1, "second"];
  return new Intl.NumberFormat(language.value, { style: "unit", unit, unitDisplay: "long" }).format(
    seconds / size,
  );
}

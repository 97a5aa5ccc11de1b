/** Times that are offered for sending a message later. */

export interface Preset {
  readonly name: "inAnHour" | "thisEvening" | "tomorrow" | "monday";
  readonly at: Date;
}

/** @param now of this device, whose time zone counts */
export function presetsAt(now: Date): Preset[] {
  const day = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { name: "inAnHour", at: new Date(now.getTime() + 3_600_000) },
    ...(now.getHours() < 18 ? [{ name: "thisEvening", at: day(0, 20) } as const] : []),
    { name: "tomorrow", at: day(1, 9) },
    ...(untilMonday > 1 ? [{ name: "monday", at: day(untilMonday, 9) } as const] : []),
  ];
}

/** As `<input type="datetime-local">` has it. */
export function localValue(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Times that are offered for sending a message later. */
import { atHour, daysToMonday } from "../ui/coming-times.ts";

export interface Preset {
  readonly name: "inAnHour" | "thisEvening" | "tomorrow" | "monday";
  readonly at: Date;
}

export function presetsAt(now: Date): Preset[] {
  const untilMonday = daysToMonday(now);
  return [
    { name: "inAnHour", at: new Date(now.getTime() + 3_600_000) },
    ...(now.getHours() < 18 ? [{ name: "thisEvening", at: atHour(now, 0, 20) } as const] : []),
    { name: "tomorrow", at: atHour(now, 1, 9) },
    ...(untilMonday > 1 ? [{ name: "monday", at: atHour(now, untilMonday, 9) } as const] : []),
  ];
}

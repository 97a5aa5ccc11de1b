/** The date behind a time, shown by the browser while it is pointed at. Formats of dates are too slow for each row. */
import { dateAndTime } from "../texts/times.ts";

export function nameTime({ currentTarget }: PointerEvent): void {
  if (!(currentTarget instanceof HTMLTimeElement)) return;
  currentTarget.title = dateAndTime(Date.parse(currentTarget.dateTime) / 1000);
}

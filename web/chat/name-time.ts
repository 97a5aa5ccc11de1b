/** The date behind a time, shown by the browser while it is pointed at. Formats of dates are too slow for each row. */
import { dateAndTime } from "../texts/times.ts";

/** One listener for all times of messages: one for each of them would be work in each row. */
export function watchTimes(): void {
  document.addEventListener("pointerover", ({ target }) => {
    if (target instanceof HTMLTimeElement && target.matches(".time, .side-time"))
      target.title = dateAndTime(Date.parse(target.dateTime) / 1000);
  });
}

/** Times that are offered for reminders and for messages that are sent later, in the time zone of this device. */

export function atHour(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** 1 to 7: on a Monday, the next one is a week away. */
export function daysToMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7;
}

/** As `<input type="datetime-local">` has it. */
export function localValue(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

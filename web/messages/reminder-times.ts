/** Times that are offered for reminders, in Unix seconds. */

const morningHour = 9;

export function tomorrow(now: Date): number {
  return morningOf(now, 1);
}

/** Never today, even on a Monday. */
export function nextMonday(now: Date): number {
  return morningOf(now, (8 - now.getDay()) % 7 || 7);
}

function morningOf(now: Date, days: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, morningHour).getTime() / 1000;
}

/** As fields of the type `datetime-local` take it. */
export function localInput(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Hours of the day in which a member isn't to be told of anything. */

interface QuietHours {
  /** `HH:MM`; the first minute of them. */
  readonly from: string;
  /** The first minute behind them. Before `from`: they reach over midnight. The same: the whole day. */
  readonly to: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** @param now milliseconds since the epoch */
export function isQuiet({ from, to, timeZone }: QuietHours, now: number): boolean {
  const format = formatIn(timeZone);
  // A zone that this runtime no longer knows.
  if (!format) return false;
  const time = format.format(now);
  return from < to ? from <= time && time < to : from <= time || time < to;
}

export function isTimeZone(name: string): boolean {
  return formatIn(name) !== null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat | null {
  let format = formats.get(timeZone);
  if (format) return format;
  try {
    format = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone,
    });
  } catch {
    return null;
  }
  // There are some 600 zones.
  formats.set(timeZone, format);
  return format;
}

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language } from "../texts/language.ts";
import { dateAndTime } from "../texts/times.ts";
import { t } from "./texts/texts.ts";

/** How long a poll still runs. @param to Unix seconds */
export function Countdown({ to }: { readonly to: number }) {
  const now = useSignal(Date.now() / 1000);
  const left = to - now.value;
  useEffect(() => {
    if (left <= 0) return;
    // Drawing may be long ago: browsers hold pages back that nobody sees.
    const rest = to - Date.now() / 1000;
    // The last minute counts seconds; before it the text changes once a minute.
    const wait = rest <= 61 ? 1000 : Math.min(60_000, (rest - 60) * 1000);
    const timer = setTimeout(() => {
      now.value = Date.now() / 1000;
    }, wait);
    return () => clearTimeout(timer);
  }, [now.value, to]);
  return (
    <time dateTime={new Date(to * 1000).toISOString()} title={dateAndTime(to)}>
      {left <= 0 ? t().endsSoon : t().endsIn(inTime(left))}
    </time>
  );
}

/** `in 3 hours`, in the language of the page. */
function inTime(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: "always" });
  if (seconds < 60) return format.format(Math.ceil(seconds), "second");
  if (seconds < 3600) return format.format(Math.round(seconds / 60), "minute");
  if (seconds < 172_800) return format.format(Math.round(seconds / 3600), "hour");
  return format.format(Math.round(seconds / 86_400), "day");
}

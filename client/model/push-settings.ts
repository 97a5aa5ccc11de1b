/** What the own user is not told of: places that they muted, and hours of the day. */

import type { WirePushSettings, WireQuietHours } from "../types.ts";
import type { Model, Reducers } from "./model.ts";
import { requestPlace } from "./model.ts";

export const pushSettingsReducers = { push_settings: withPushSettings } satisfies Partial<Reducers>;

export function withPushSettings(model: Model, { quiet_hours, muted }: WirePushSettings): Model {
  return { ...model, pushSettings: { quiet_hours, muted } };
}

/** Did the own user mute the channel or thread? @param place as in the model */
export function isMutedPlace({ pushSettings }: Pick<Model, "pushSettings">, place: string): boolean {
  const { channel, thread_id } = requestPlace(place);
  return (pushSettings?.muted ?? []).some((muted) =>
    thread_id == null ? muted.thread_id === null && muted.channel === channel : muted.thread_id === thread_id,
  );
}

/** The channel was renamed. */
export function withRenamedMutes(settings: Model["pushSettings"], before: string, after: string) {
  if (!settings) return settings;
  const muted = settings.muted.map((one) => (one.channel === before ? { ...one, channel: after } : one));
  return { ...settings, muted };
}

/** @param now milliseconds since the epoch */
export function isQuietTime({ from, to, time_zone }: WireQuietHours, now: number): boolean {
  const format = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: time_zone,
  });
  const time = format.format(now);
  return from < to ? from <= time && time < to : from <= time || time < to;
}

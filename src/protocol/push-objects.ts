/** Settings of web push on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "./object-fields.ts";

const timeOfDay = "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$";

/** Hours of the day without web push. */
export const QuietHoursObject = Type.Object({
  from: Type.String({ pattern: timeOfDay, description: "`HH:MM`, the first minute of them" }),
  to: Type.String({
    pattern: timeOfDay,
    description: "`HH:MM`, the first minute behind them; the same as `from`: the whole day",
  }),
  time_zone: Type.String({ minLength: 1, maxLength: 64, description: "IANA name, such as `Europe/Vienna`" }),
});
export type WireQuietHours = Static<typeof QuietHoursObject>;

/** What a member is not told by web push. */
export const PushSettingsObject = Type.Object({
  quiet_hours: nullable(QuietHoursObject),
  muted: Type.Array(
    Type.Object({
      channel: Type.String(),
      thread_id: nullable(Type.String({ description: "Null: the channel" })),
    }),
    { description: "Channels and threads of which nothing is pushed" },
  ),
});
export type WirePushSettings = Static<typeof PushSettingsObject>;

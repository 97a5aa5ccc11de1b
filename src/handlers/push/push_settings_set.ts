import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { changeQuietHours } from "../../actions/push/settings.ts";
import { pushSettings } from "../../protocol/events.ts";
import { PushSettingsObject, QuietHoursObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const pushSettingsSet = command({
  name: "push_settings_set",
  summary: "Sets the hours of the day in which nothing is pushed to the user.",
  login: "required",
  timedOut: "allowed",
  adds: true,
  cost: "change",
  feature: "push",
  request: Type.Object({
    quiet_hours: Type.Union([QuietHoursObject, Type.Null()], { description: "Null: no quiet hours" }),
  }),
  reply: PushSettingsObject,
  events: [pushSettings],
  errors: [],
  handler: (context, { quiet_hours }) =>
    answer(changeQuietHours(context, quiet_hours), ({ result }) => ({ reply: result })),
});

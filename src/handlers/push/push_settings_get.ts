import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { wirePushSettings } from "../../actions/push/settings.ts";
import { pushSettingsOf } from "../../db/push-settings.ts";
import { PushSettingsObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const pushSettingsGet = command({
  name: "push_settings_get",
  summary: "Gets what is not pushed to the user: quiet hours, and places that they muted.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  feature: "push",
  request: Type.Object({}),
  reply: PushSettingsObject,
  events: [],
  errors: [],
  handler: ({ user, state }) =>
    commit(pushSettingsOf({ user: user.id }), (settings) => ({
      reply: wirePushSettings(settings, user.id, state),
    })),
});

import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { muteForPush } from "../../actions/push/settings.ts";
import { pushSettings } from "../../protocol/events.ts";
import { PushSettingsObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";

export const pushMute = channelCommand({
  name: "push_mute",
  summary: "Ends pushes to the user about a channel or thread, or begins them again.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  adds: true,
  cost: "change",
  feature: "push",
  request: Type.Object({
    ...channelAddress,
    muted: Type.Boolean({ description: "true: nothing of it is pushed" }),
  }),
  reply: PushSettingsObject,
  events: [pushSettings],
  errors: [],
  handler: (context, { muted }) => answer(muteForPush(context, muted), ({ result }) => ({ reply: result })),
});

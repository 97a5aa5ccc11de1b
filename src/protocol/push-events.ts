/** Events of web push, for other connections of the same member. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { PushSettingsObject } from "./objects.ts";

export const pushSubscribed = event({
  name: "push_subscribed",
  summary:
    "The server can't reach a browser of the user any more, because it lost its keys: subscribe again. Sent after a login.",
  audience: "user",
  replayed: false,
  fields: Type.Object({ success: Type.Literal(false) }),
});

export const pushSettings = event({
  name: "push_settings",
  summary: "The user has changed on another connection what is not pushed. All of it as it is now.",
  audience: "user",
  fields: PushSettingsObject,
});

/**
 * What each event makes of the model.
 *
 * The rule of this folder: a state fetched earlier, with the events since applied, equals a state
 * fetched now. Tests compare the two with `differences`.
 */
import type { Event } from "../types.ts";
import { channelReducers } from "./channels.ts";
import { emojiReducers } from "./emojis.ts";
import { memberReducers } from "./members.ts";
import { messageReducers } from "./messages.ts";
import type { Model, Reducers } from "./model.ts";
import { pushSettingsReducers } from "./push-settings.ts";
import { roleReducers } from "./roles.ts";
import { plannedReducers } from "./scheduled.ts";
import { serverReducers } from "./server.ts";
import { slashReducers } from "./slash.ts";
import { stickerReducers } from "./stickers.ts";
import { threadReducers } from "./threads.ts";
import { unreadReducers } from "./unreads.ts";
import { voiceReducers } from "./voice.ts";

/** Events that change nothing that is kept here. */
const nothing = (model: Model): Model => model;

const ignored = {
  handshake: nothing,
  auth_success: nothing,
  auth_error: nothing,
  ready: nothing,
  error: nothing,
  rate_limit: nothing,
  ping: nothing,
  disconnect: nothing,
  typing: nothing,
  users_banned_list: nothing,
  // Pushed for clients that keep messages by channel names; `message_new` and `channel_update` said it already.
  messages_get: nothing,
  message_get: nothing,
  // Webhooks are kept by nobody but an editor, which lists them when it opens.
  webhook_create: nothing,
  webhook_update: nothing,
  webhook_delete: nothing,
  // `voice_user_updated` says it too.
  voice_mute: nothing,
  push_subscribed: nothing,
  // Bots answer these.
  slash_call: nothing,
  slash_autocomplete: nothing,
  // Shown for a moment, by the client that called or types.
  slash_deferred: nothing,
  slash_choices: nothing,
} satisfies Partial<Reducers>;

/** A new event in src/protocol/events.ts is a type error here until it has an entry in one of these tables. */
const reducers: Reducers = {
  ...ignored,
  ...memberReducers,
  ...serverReducers,
  ...roleReducers,
  ...channelReducers,
  ...emojiReducers,
  ...stickerReducers,
  ...unreadReducers,
  ...threadReducers,
  ...messageReducers,
  ...plannedReducers,
  ...slashReducers,
  ...voiceReducers,
  ...pushSettingsReducers,
};

/** The state after an event. Unknown events, of a newer server, change nothing. */
export function apply(model: Model, packet: Event): Model {
  if (!Object.hasOwn(reducers, packet.cmd)) return model;
  const reducer = reducers[packet.cmd] as (model: Model, packet: Event) => Model;
  return reducer(model, packet);
}

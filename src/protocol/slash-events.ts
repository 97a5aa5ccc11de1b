/** Events of slash commands. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { threadId } from "./event-fields.ts";
import { SlashCommandObject } from "./objects.ts";

export const slashAdd = event({
  name: "slash_add",
  summary:
    "Slash commands can be called from now on, or are not what they were. They replace others with their names.",
  audience: "everyone",
  fields: Type.Object({ commands: Type.Array(SlashCommandObject) }),
});

export const slashRemove = event({
  name: "slash_remove",
  summary: "Slash commands can no longer be called: their bot has withdrawn them, or its connection ended.",
  audience: "everyone",
  fields: Type.Object({ commands: Type.Array(Type.String()) }),
});

export const slashDeferred = event({
  name: "slash_deferred",
  summary:
    "The bot of a slash command that the user called needs some time. Clients may say so until the answer comes, whose `call` is the same, or until the time is over.",
  audience: "user",
  replayed: false,
  fields: Type.Object({
    call: Type.String({ description: "Id of the call" }),
    command: Type.String(),
    commander: Type.String({ description: "Username of the bot" }),
    channel: Type.String({ description: "Channel name; a thread's forum" }),
    thread_id: threadId,
    until: Type.Number({ description: "Unix seconds. After that the call can't be answered any more" }),
  }),
});

export const slashAutocomplete = event({
  name: "slash_autocomplete",
  summary:
    "A member types an argument of a slash command of this connection. Answer with `slash_choices` within 10 seconds.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    query: Type.String({ description: "Id for `slash_choices`" }),
    command: Type.String(),
    option: Type.String({ description: "The option that is typed" }),
    value: Type.String({ description: "What has been typed of it" }),
    args: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      description: "The arguments so far that fit their options",
    }),
    invoker: Type.String({ description: "User id of the member" }),
    invokerUsername: Type.String(),
    channel: Type.String({ description: "Channel name; a thread's forum" }),
    thread_id: threadId,
  }),
});

export const slashChoices = event({
  name: "slash_choices",
  summary: "The choices that a bot offers for the argument that the user types on this connection.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    query: Type.String({ description: "As `slash_autocomplete` gave it" }),
    choices: Type.Array(Type.String()),
  }),
});

/** The packet goes to the bot, and is the reply to the caller too. */
export const slashCall = event({
  name: "slash_call",
  summary: "A member has called a slash command of this connection. Answer with `slash_response`.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    val: Type.Object({
      command: Type.String(),
      args: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
        description: "By option, with the types of the options; those that were left out are absent",
      }),
      commander: Type.String({ description: "Username of the bot" }),
    }),
    call: Type.String({ description: "Id of the call, for `slash_response`" }),
    invoker: Type.String({ description: "User id of the caller" }),
    invokerUsername: Type.String(),
    channel: Type.String({ description: "Channel name; a thread's forum" }),
    thread_id: threadId,
  }),
});

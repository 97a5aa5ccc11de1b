/** What the server's definitions say about requests, replies and events, as types. Nothing here exists at run time. */
import type { Static } from "@sinclair/typebox";
import type { commands } from "../src/handlers/registry.gen.ts";
import type { auditActions } from "../src/protocol/audit.ts";
import type { closeCodes } from "../src/protocol/close-codes.ts";
import type { ErrorCode } from "../src/protocol/errors.ts";
import type { EventPacket } from "../src/protocol/event.ts";
import type * as definitions from "../src/protocol/events.ts";

export type { AuditAction, AuditCategory } from "../src/protocol/audit.ts";
export type {
  WireAttachment,
  WireChannel,
  WireEmoji,
  WireInvite,
  WireLoginSession,
  WireMessage,
  WirePoll,
  WirePollEmbed,
  WirePushSettings,
  WireQuietHours,
  WireReminder,
  WireRole,
  WireScheduled,
  WireSlashCommand,
  WireSticker,
  WireThread,
  WireUser,
  WireWebhook,
} from "../src/protocol/objects.ts";
export type { Permission } from "../src/protocol/permissions.ts";
export type { ErrorCode };

/** Each action of the audit log with its category. */
export type AuditActions = typeof auditActions;

type Commands = typeof commands;

/** Commands of a logged-in client; `connect` does the others. */
export type CommandName = Exclude<keyof Commands, "auth" | "login" | "register">;

/** Where a request about a channel or thread acts: one of both. A thread's id goes before the name of its forum. */
export type Place = { channel: string; thread_id?: string | null } | { channel?: string; thread_id: string };

type Fields<Name extends CommandName> = Static<Commands[Name]["request"]>;

/** The fields of a request, without `cmd` and `listener`. */
export type Request<Name extends CommandName> = Commands[Name] extends { readonly thread: true }
  ? Fields<Name>
  : Commands[Name] extends { readonly channel: readonly unknown[] }
    ? Omit<Fields<Name>, "channel" | "thread_id"> & Place
    : Fields<Name>;

/** The whole reply packet. `seq` when it is also this connection's copy of an event. */
export type Reply<Name extends CommandName> = Static<Commands[Name]["reply"]> & {
  readonly cmd: string;
  readonly seq?: number;
};

type Definition = (typeof definitions)[keyof typeof definitions];

/** `seq` numbers the events that change state. */
export type Events = {
  [Each in Definition as Each["name"]]: EventPacket<Each> & { readonly seq?: number };
};
export type EventName = keyof Events;
export type Event = Events[EventName];

/** The place of a client in the stream of events. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** The numbers of the table of close codes that the client goes by. */
export type CloseCode<Reason extends keyof typeof closeCodes> = (typeof closeCodes)[Reason]["code"];

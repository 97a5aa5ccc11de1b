/** The types of the client library are those of the server's definitions, in both directions. The compiler decides. */

import { expect, test } from "bun:test";
import type { Static } from "@sinclair/typebox";
import type * as client from "../client/index.ts";
import type { commands } from "../src/handlers/registry.gen.ts";
import type { auditActions } from "../src/protocol/audit.ts";
import type { closeCodes } from "../src/protocol/close-codes.ts";
import type { ErrorCode } from "../src/protocol/errors.ts";
import type * as definitions from "../src/protocol/events.ts";
import type * as objects from "../src/protocol/objects.ts";
import type { ChannelAction, Permission } from "../src/protocol/permissions.ts";

type Flat<Value> = Value extends object ? { -readonly [Key in keyof Value]: Flat<Value[Key]> } : Value;
type Same<A, B> =
  (<Probe>() => Probe extends Flat<A> ? 1 : 2) extends <Probe>() => Probe extends Flat<B> ? 1 : 2
    ? true
    : false;
/** The keys whose values differ; `true` when there are none, so that a difference is an error that names them. */
type Agreed<A extends Record<keyof B, unknown>, B extends Record<keyof A, unknown>> = {
  [Key in keyof A & keyof B]: Same<A[Key], B[Key]> extends true ? never : Key;
}[keyof A & keyof B] extends infer Wrong
  ? [Wrong] extends [never]
    ? true
    : Wrong
  : never;

type Commands = typeof commands;
type Asked = Exclude<keyof Commands, "auth" | "login" | "register">;
type Placed<Fields> = Omit<Fields, "channel" | "thread_id"> & client.Place;
type DefinedRequests = {
  [Name in Asked]: Commands[Name] extends { readonly thread: true }
    ? Static<Commands[Name]["request"]>
    : Commands[Name] extends { readonly channel: readonly unknown[] }
      ? Placed<Static<Commands[Name]["request"]>>
      : Static<Commands[Name]["request"]>;
};
type DefinedReplies = { [Name in Asked]: Static<Commands[Name]["reply"]> };
type GivenReplies = { [Name in keyof client.Replies]: Omit<client.Replies[Name], "cmd" | Numbered<Name>> };
/** `seq` is a field of the packet, except where the definition has a field of that name. */
type Numbered<Name extends Asked> = "seq" extends keyof DefinedReplies[Name] ? never : "seq";

type Definition = (typeof definitions)[keyof typeof definitions];
type DefinedEvents = {
  [Each in Definition as Each["name"]]: { cmd: Each["name"] } & Static<Each["fields"]>;
};
type GivenEvents = { [Name in keyof client.Events]: Omit<client.Events[Name], "seq"> };

interface DefinedObjects {
  attachment: objects.WireAttachment;
  bot: objects.WireBot;
  channel: objects.WireChannel;
  embed: objects.WireEmbed;
  emoji: objects.WireEmoji;
  invite: objects.WireInvite;
  loginSession: objects.WireLoginSession;
  message: objects.WireMessage;
  poll: objects.WirePoll;
  pollResults: objects.WirePollResults;
  pushSettings: objects.WirePushSettings;
  quietHours: objects.WireQuietHours;
  reminder: objects.WireReminder;
  role: objects.WireRole;
  scheduled: objects.WireScheduled;
  serverStats: objects.WireServerStats;
  slashCommand: objects.WireSlashCommand;
  slashOption: objects.WireSlashOption;
  sticker: objects.WireSticker;
  thread: objects.WireThread;
  user: objects.WireUser;
  webhook: objects.WireWebhook;
  auditActions: typeof auditActions;
  closeCodes: { [Name in keyof typeof closeCodes]: (typeof closeCodes)[Name]["code"] };
  errorCode: ErrorCode;
  permission: Permission;
  channelAction: ChannelAction;
}
interface GivenObjects {
  attachment: client.WireAttachment;
  bot: client.WireBot;
  channel: client.WireChannel;
  embed: client.WireEmbed;
  emoji: client.WireEmoji;
  invite: client.WireInvite;
  loginSession: client.WireLoginSession;
  message: client.WireMessage;
  poll: client.WirePoll;
  pollResults: client.WirePollResults;
  pushSettings: client.WirePushSettings;
  quietHours: client.WireQuietHours;
  reminder: client.WireReminder;
  role: client.WireRole;
  scheduled: client.WireScheduled;
  serverStats: client.WireServerStats;
  slashCommand: client.WireSlashCommand;
  slashOption: client.WireSlashOption;
  sticker: client.WireSticker;
  thread: client.WireThread;
  user: client.WireUser;
  webhook: client.WireWebhook;
  auditActions: client.AuditActions;
  closeCodes: client.CloseCodes;
  errorCode: client.ErrorCode;
  permission: client.Permission;
  channelAction: client.ChannelAction;
}

const requests: Agreed<client.Requests, DefinedRequests> = true;
const replies: Agreed<GivenReplies, DefinedReplies> = true;
const events: Agreed<GivenEvents, DefinedEvents> = true;
const others: Agreed<GivenObjects, DefinedObjects> = true;

/** The probe itself: it must see a difference. */
const optional: Same<{ a: string }, { a?: string }> = false;
const nullable: Same<{ a: { b: string | null } }, { a: { b: string } }> = false;
const anything: Same<{ a: unknown[] }, { a: string[] }> = false;

test("requests, replies, events and objects are typed as they are defined (the compiler compares them)", () => {
  expect([requests, replies, events, others]).toEqual([true, true, true, true]);
  expect([optional, nullable, anything]).toEqual([false, false, false]);
});

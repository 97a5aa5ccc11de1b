/** One of the server's own slash commands: what it is, and what several of them need. */
import { accessUser } from "../../chat/access.ts";
import type { User } from "../../chat/model.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { serverAuthor } from "../../chat/server-author.ts";
import type { SlashValues } from "../../chat/slash.ts";
import { roleNames } from "../../chat/wire.ts";
import { type ErrorCode, type Failure, fail } from "../../protocol/errors.ts";
import {
  messageDelete,
  nicknameRemove,
  nicknameUpdate,
  rateLimit,
  reminderAdd,
  scheduledAdd,
  userJoin,
} from "../../protocol/events.ts";
import type { WireSlashCommand, WireSlashOption } from "../../protocol/objects.ts";
import type { Permission } from "../../protocol/permissions.ts";
import { channelChangeEvents } from "../channels/change-events.ts";
import { banEvents } from "../members/ban.ts";
import { postEvents } from "../messages/posted.ts";
import type { Commit, Outcome } from "../outcome.ts";
import { memberRoleEvents } from "../roles/announce.ts";
import type { InPlace, Posting } from "../world.ts";

export const builtInEvents = [
  ...banEvents,
  ...channelChangeEvents,
  ...memberRoleEvents,
  ...postEvents,
  messageDelete,
  nicknameRemove,
  nicknameUpdate,
  rateLimit,
  reminderAdd,
  scheduledAdd,
  userJoin,
] as const;
type EventName = (typeof builtInEvents)[number]["name"];

export const builtInErrors = [
  "cannot_act_on_self",
  "cannot_grant",
  "channel_exists",
  "channel_name_invalid",
  "channel_not_found",
  "channel_type_fixed",
  "channel_wrong_type",
  "hierarchy",
  "invalid_field",
  "last_owner",
  "member_banned",
  "message_too_long",
  "nickname_taken",
  "owner_protected",
  "permission_required",
  "poll_invalid",
  "role_required",
  "role_unknown",
  "send_denied",
  "slash_argument_invalid",
  "slow_mode",
  "thread_not_found",
  "too_many",
  "user_not_found",
] as const satisfies readonly ErrorCode[];
/** `authentication_required`: the member has left meanwhile. */
export type Refusal = Failure<(typeof builtInErrors)[number] | "authentication_required">;

export interface BuiltInContext extends Posting {
  /** Milliseconds that are left of this member's timeout. */
  timeoutLeft(user: User): number;
}

export type Happened = Outcome<object, EventName>;
type Step = Commit<Happened | Refusal>;

/** What happens, or null if nothing does, and what everybody is told. Null: what happens is a message itself. */
type Answered =
  | { readonly step: Step | null; readonly says: string }
  | { readonly step: Step; readonly says: null };

/** What happens, and what the caller alone is told. */
interface AnsweredAlone {
  readonly step: Step;
  says(happened: Happened & { readonly result?: unknown }): string;
}

/** What a caller needs; of several permissions one is enough. */
interface Needs {
  readonly permissions: readonly Permission[];
  /** Names of roles whose holders may do it without. */
  readonly roles?: readonly string[];
  /** A permission that the channel denies doesn't count. */
  readonly inChannel?: true;
}

interface Described {
  readonly wire: WireSlashCommand;
  /** Null: everybody may call it. */
  readonly needs: Needs | null;
}
interface PublicBuiltIn extends Described {
  readonly alone: false;
  run(context: BuiltInContext, values: SlashValues): Answered | Refusal;
}
interface PrivateBuiltIn extends Described {
  readonly alone: true;
  run(context: BuiltInContext, values: SlashValues): AnsweredAlone | Refusal;
}
export type BuiltIn = PublicBuiltIn | PrivateBuiltIn;

export function option(
  name: string,
  description: string,
  type: WireSlashOption["type"] = "str",
  required = true,
): WireSlashOption {
  return { name, description, type, required };
}

export function choice(name: string, description: string, choices: readonly string[]): WireSlashOption {
  return { ...option(name, description, "enum"), choices: [...choices] };
}

export const username = option("username", "Name of the member");
export const reason = option("reason", "Why", "str", false);

interface ToDefine<Run> {
  readonly name: string;
  readonly description: string;
  readonly options: readonly WireSlashOption[];
  readonly needs?: Needs;
  readonly run: Run;
}

/** A command whose answer everybody in the channel sees. */
export function builtIn({ run, ...named }: ToDefine<PublicBuiltIn["run"]>): BuiltIn {
  const { needs } = named;
  return { wire: wireCommand(named, false), needs: needs ?? null, alone: false, run };
}

/** A command whose answer the caller alone sees. */
export function privateBuiltIn({ run, ...named }: ToDefine<PrivateBuiltIn["run"]>): BuiltIn {
  const { needs } = named;
  return { wire: wireCommand(named, true), needs: needs ?? null, alone: true, run };
}

function wireCommand(
  { name, description, options, needs }: Omit<ToDefine<never>, "run">,
  ephemeral: boolean,
): WireSlashCommand {
  const roles = { whitelistRoles: null, blacklistRoles: null };
  const needed = needs && { needs: { permissions: [...needs.permissions], roles: [...(needs.roles ?? [])] } };
  return {
    name,
    description,
    options: [...options],
    ...roles,
    ...needed,
    ephemeral,
    registeredBy: serverAuthor,
  };
}

export function text(value: SlashValues[string] | undefined): string {
  return String(value ?? "").trim();
}

export function because(values: SlashValues): string {
  return `\n**Reason:** ${text(values["reason"]) || "No reason provided"}`;
}

/** The reference server's commands are also for the holders of these roles. */
export const byRoleToo = ["owner", "admin"];

/** Why the member may not call the command here, or null. */
export function mayNotUse({ needs }: BuiltIn, { user, state, channel }: InPlace) {
  if (!needs) return null;
  const { permissions, roles = [], inChannel } = needs;
  const isAllowed =
    permissions.some((one) => hasPermission(user, state.roles.byId, one, inChannel && channel)) ||
    roleNames(user, state).some((name) => roles.includes(name));
  return isAllowed ? null : fail("permission_required", { permission: permissions.join("' or '") });
}

/** The member whom the values name. People type the `@` of a mention before a name. */
export function memberIn(values: SlashValues, { state }: BuiltInContext) {
  return accessUser(nameIn(values), state);
}

export function nameIn(values: SlashValues): string {
  return text(values["username"]).replace(/^@/, "");
}

export function unfit(name: string, problem: string) {
  return fail("slash_argument_invalid", { option: name, problem });
}

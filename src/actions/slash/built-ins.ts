/** The server's own slash commands. Each does what the command of the same purpose does, by the same action. */
import { accessUser } from "../../chat/access.ts";
import { memberImitated } from "../../chat/impersonation.ts";
import type { User } from "../../chat/model.ts";
import { nickname as checkedNickname } from "../../chat/names.ts";
import { hasPermission } from "../../chat/permissions.ts";
import { serverAuthor } from "../../chat/server-author.ts";
import type { SlashValues } from "../../chat/slash.ts";
import { roleNames } from "../../chat/wire.ts";
import { type ErrorCode, type Failure, fail, isFailure } from "../../protocol/errors.ts";
import { nicknameRemove, nicknameUpdate, rateLimit, reminderAdd, userJoin } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { WireSlashCommand, WireSlashOption } from "../../protocol/objects.ts";
import type { Permission } from "../../protocol/permissions.ts";
import { shownText } from "../../text/shown.ts";
import { member } from "../actor.ts";
import { banEvents, banMember, unbanMember } from "../members/ban.ts";
import { banPermissions } from "../members/bans.ts";
import { newNickname, noNickname } from "../members/member-events.ts";
import { kickMember } from "../members/remove.ts";
import { setNickname } from "../members/rename.ts";
import { timeOutMember } from "../members/time-out.ts";
import type { Commit, Outcome } from "../outcome.ts";
import { makeReminder } from "../reminders/remind.ts";
import type { InPlace } from "../world.ts";

export const builtInEvents = [
  ...banEvents,
  nicknameRemove,
  nicknameUpdate,
  rateLimit,
  reminderAdd,
  userJoin,
] as const;
type EventName = (typeof builtInEvents)[number]["name"];

export const builtInErrors = [
  "cannot_act_on_self",
  "hierarchy",
  "invalid_field",
  "member_banned",
  "nickname_taken",
  "owner_protected",
  "permission_required",
  "slash_argument_invalid",
  "too_many",
  "user_not_found",
] as const satisfies readonly ErrorCode[];
type Refusal = Failure<(typeof builtInErrors)[number]>;

export interface BuiltInContext extends InPlace {
  /** Milliseconds that are left of this member's timeout. */
  timeoutLeft(user: User): number;
}

/** What happens, or null if nothing does, and what the caller is told. */
interface Answered {
  readonly step: Commit<Outcome<object, EventName> | Refusal> | null;
  readonly says: string;
}

export interface BuiltIn {
  readonly wire: WireSlashCommand;
  run(context: BuiltInContext, values: SlashValues): Answered | Refusal;
}

const option = (
  name: string,
  description: string,
  type: WireSlashOption["type"] = "str",
  required = true,
): WireSlashOption => ({ name, description, type, required });
const username = option("username", "Name of the member");
const reason = option("reason", "Why", "str", false);

function builtIn(
  name: string,
  description: string,
  options: WireSlashOption[],
  run: BuiltIn["run"],
  ephemeral = false,
): BuiltIn {
  const roles = { whitelistRoles: null, blacklistRoles: null };
  return { wire: { name, description, options, ...roles, ephemeral, registeredBy: serverAuthor }, run };
}

const text = (value: SlashValues[string] | undefined) => String(value ?? "").trim();
const because = (values: SlashValues) => `\n**Reason:** ${text(values["reason"]) || "No reason provided"}`;

/** By permission, or by the names of roles for whose holders these commands were made. */
function mayModerate({ user, state }: BuiltInContext, permissions: readonly Permission[], byRole = true) {
  const isAllowed =
    permissions.some((permission) => hasPermission(user, state.roles.byId, permission)) ||
    (byRole && roleNames(user, state).some((name) => name === "owner" || name === "admin"));
  return isAllowed ? null : fail("permission_required", { permission: permissions.join("' or '") });
}

/** People type the `@` of a mention before a name. */
function memberIn(values: SlashValues, { state }: BuiltInContext) {
  return accessUser(text(values["username"]).replace(/^@/, ""), state);
}

/** The member whom a moderator's command is about. */
function subject(
  context: BuiltInContext,
  values: SlashValues,
  permissions: readonly Permission[],
  byRole = true,
) {
  return mayModerate(context, permissions, byRole) ?? memberIn(values, context);
}

const unfit = (name: string, problem: string) => fail("slash_argument_invalid", { option: name, problem });

const help = builtIn("help", "Lists the slash commands that you may use", [], ({ state, user }) => {
  const allowed = [...state.slashes.values()].filter(
    ({ allowed: roles, blocked }) =>
      !user.roles.some((role) => blocked.includes(role)) &&
      (roles === null || user.roles.some((role) => roles.includes(role))),
  );
  const all = [...builtIns.values(), ...allowed].map(({ wire }) => wire);
  const lines = all
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, description }) => `• \`/${name}\` - ${description}`);
  return { step: null, says: ["**Available Commands:**", ...lines].join("\n") };
});

const nick = builtIn(
  "nick",
  "Sets your nickname, or removes it",
  [option("nickname", "Your nickname; nothing removes it", "str", false)],
  (context, values) => {
    const checked = checkedNickname(text(values["nickname"]) || null);
    if (isFailure(checked)) return checked;
    const { nickname } = checked;
    if (nickname === null) {
      if (context.user.nickname === null) return { step: null, says: "You have no nickname to clear" };
      const step = setNickname(context, null, noNickname);
      return isFailure(step) ? step : { step, says: "Nickname cleared" };
    }
    if (memberImitated(nickname, context.user, context.state)) return fail("nickname_taken");
    const step = setNickname(context, nickname, (after) => newNickname(after, nickname));
    return isFailure(step) ? step : { step, says: `Nickname set to **${nickname}**` };
  },
);

const ban = builtIn("ban", "Bans a member", [username, reason], (context, values) => {
  const target = subject(context, values, banPermissions);
  if (isFailure(target)) return target;
  const step = banMember(context, member(context.user), target, text(values["reason"]) || null);
  if (isFailure(step)) return step;
  if (!("write" in step)) return unfit("username", "this member is banned already");
  return { step, says: `🚫 **${target.username}** has been banned.${because(values)}` };
});

const unban = builtIn("unban", "Lifts a ban", [username], (context, values) => {
  const target = subject(context, values, banPermissions);
  if (isFailure(target)) return target;
  const step = unbanMember(context, member(context.user), target);
  if (isFailure(step)) return step;
  if (!("write" in step)) return unfit("username", "this member is not banned");
  return { step, says: `✅ **${target.username}** has been unbanned.` };
});

const kick = builtIn("kick", "Removes a member, who may come back", [username, reason], (context, values) => {
  const target = subject(context, values, ["kick_members", "manage_users"], false);
  if (isFailure(target)) return target;
  const step = kickMember(context, member(context.user), target, text(values["reason"]) || null);
  return isFailure(step)
    ? step
    : { step, says: `👢 **${target.username}** has been kicked.${because(values)}` };
});

const mute = builtIn(
  "mute",
  "Times a member out",
  [username, option("duration", "Seconds", "int"), reason],
  (context, values) => {
    const target = subject(context, values, ["manage_users"]);
    if (isFailure(target)) return target;
    const seconds = Number(values["duration"]);
    if (seconds < 1 || seconds > limits.timeout) return unfit("duration", `1 to ${limits.timeout} seconds`);
    const step = timedOut(context, target, seconds);
    const says = `🔇 **${target.username}** has been muted for ${seconds} seconds.${because(values)}`;
    return isFailure(step) ? step : { step, says };
  },
);

const unmute = builtIn("unmute", "Lifts a timeout", [username], (context, values) => {
  const target = subject(context, values, ["manage_users"]);
  if (isFailure(target)) return target;
  const step = timedOut(context, target, 0);
  return isFailure(step) ? step : { step, says: `🔊 **${target.username}** has been unmuted.` };
});

function timedOut(context: BuiltInContext, target: User, seconds: number) {
  const left = Math.ceil(context.timeoutLeft(target) / 1000);
  return timeOutMember(context, member(context.user), target, seconds, left);
}

const remind = builtIn(
  "remind",
  "Reminds you of something",
  [option("minutes", "Minutes from now", "int"), option("text", "Of what")],
  (context, values) => {
    const remindAt = context.now / 1000 + Number(values["minutes"]) * 60;
    const wanted = { text: shownText(text(values["text"])), remindAt, place: context, message: null };
    if (wanted.text === "") return unfit("text", "it is required");
    const step = makeReminder(context, wanted);
    return isFailure(step) ? step : { step, says: `⏰ I will remind you in ${values["minutes"]} minutes.` };
  },
  true,
);

/** By name, in the order of `slash_list`. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  [help, nick, ban, unban, kick, mute, unmute, remind].map((command) => [command.wire.name, command]),
);

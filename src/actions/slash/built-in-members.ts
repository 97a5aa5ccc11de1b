/** The server's slash commands about members: /nick, /ban, /unban, /kick, /mute, /unmute, /role. */
import { memberImitated } from "../../chat/impersonation.ts";
import type { User } from "../../chat/model.ts";
import { nickname as checkedNickname } from "../../chat/names.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { member } from "../actor.ts";
import { assignRoles } from "../members/assign-roles.ts";
import { banMember, unbanMember } from "../members/ban.ts";
import { banPermissions } from "../members/bans.ts";
import { newNickname, noNickname } from "../members/member-events.ts";
import { kickMember } from "../members/remove.ts";
import { setNickname } from "../members/rename.ts";
import { timeOutMember } from "../members/time-out.ts";
import {
  type BuiltInContext,
  because,
  builtIn,
  byRoleToo,
  choice,
  memberIn,
  nameIn,
  option,
  reason,
  text,
  unfit,
  username,
} from "./built-in.ts";

const mayBan = { permissions: banPermissions, roles: byRoleToo };
const mayMute = { permissions: ["manage_users"], roles: byRoleToo } as const;

const nick = builtIn({
  name: "nick",
  description: "Sets your nickname, or removes it",
  options: [option("nickname", "Your nickname; nothing removes it", "str", false)],
  run(context, values) {
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
});

const ban = builtIn({
  name: "ban",
  description: "Bans a member",
  options: [username, reason],
  needs: mayBan,
  run(context, values) {
    const target = memberIn(values, context);
    if (isFailure(target)) return target;
    const step = banMember(context, member(context.user), target, text(values["reason"]) || null);
    if (isFailure(step)) return step;
    if (!("write" in step)) return unfit("username", "this member is banned already");
    return { step, says: `🚫 **${target.username}** has been banned.${because(values)}` };
  },
});

const unban = builtIn({
  name: "unban",
  description: "Lifts a ban",
  options: [username],
  needs: mayBan,
  run(context, values) {
    const target = memberIn(values, context);
    if (isFailure(target)) return target;
    const step = unbanMember(context, member(context.user), target);
    if (isFailure(step)) return step;
    if (!("write" in step)) return unfit("username", "this member is not banned");
    return { step, says: `✅ **${target.username}** has been unbanned.` };
  },
});

const kick = builtIn({
  name: "kick",
  description: "Removes a member; they may come back",
  options: [username, reason],
  needs: { permissions: ["kick_members", "manage_users"] },
  run(context, values) {
    const target = memberIn(values, context);
    if (isFailure(target)) return target;
    const step = kickMember(context, member(context.user), target, text(values["reason"]) || null);
    return isFailure(step)
      ? step
      : { step, says: `👢 **${target.username}** has been kicked.${because(values)}` };
  },
});

const mute = builtIn({
  name: "mute",
  description: "Times a member out",
  options: [username, option("duration", "Seconds", "int"), reason],
  needs: mayMute,
  run(context, values) {
    const target = memberIn(values, context);
    if (isFailure(target)) return target;
    const seconds = Number(values["duration"]);
    if (seconds < 1 || seconds > limits.timeout) return unfit("duration", `1 to ${limits.timeout} seconds`);
    const step = timedOut(context, target, seconds);
    const says = `🔇 **${target.username}** has been muted for ${seconds} seconds.${because(values)}`;
    return isFailure(step) ? step : { step, says };
  },
});

const unmute = builtIn({
  name: "unmute",
  description: "Lifts a timeout",
  options: [username],
  needs: mayMute,
  run(context, values) {
    const target = memberIn(values, context);
    if (isFailure(target)) return target;
    const step = timedOut(context, target, 0);
    return isFailure(step) ? step : { step, says: `🔊 **${target.username}** has been unmuted.` };
  },
});

function timedOut(context: BuiltInContext, target: User, seconds: number) {
  const left = Math.ceil(context.timeoutLeft(target) / 1000);
  return timeOutMember(context, member(context.user), target, seconds, left);
}

const role = builtIn({
  name: "role",
  description: "Gives a role to a member, or takes it away",
  options: [choice("action", "What to do", ["add", "remove"]), username, option("role", "Name of the role")],
  needs: { permissions: ["manage_users"] },
  run(context, values) {
    const target = memberIn(values, context);
    if (isFailure(target)) return target;
    const named = text(values["role"]);
    const adds = values["action"] === "add";
    const step = assignRoles(context, { user: nameIn(values), roles: [named] }, (had, ids) =>
      adds ? [...new Set([...had, ...ids])] : had.filter((id) => !ids.includes(id)),
    );
    if (isFailure(step)) return step;
    const says = adds
      ? `➕ **${target.username}** has the role **${named}**.`
      : `➖ **${target.username}** has the role **${named}** no more.`;
    return { step, says };
  },
});

export const memberBuiltIns = [nick, ban, unban, kick, mute, unmute, role];

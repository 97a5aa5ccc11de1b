/** `user …`: accounts and members. */

import type { BanResult } from "../operator/user-ban.ts";
import type { CreatedAccount } from "../operator/user-create.ts";
import type { ListedUser, UserPage } from "../operator/user-list.ts";
import type { AssignedRoles } from "../operator/user-roles.ts";
import type { ShownUser } from "../operator/user-show.ts";
import type { TimedOut } from "../operator/user-timeout.ts";
import { askServer } from "./ask-server.ts";
import { columns, fields, span, when } from "./columns.ts";
import { CommandError } from "./command-error.ts";
import type { CommandGroup, Given, TableCommand } from "./command-table.ts";
import { confirmed, yesOption } from "./confirmed.ts";
import { secondsIn } from "./durations.ts";
import { askNewPassword, passwordFromInput } from "./password.ts";
import { oneLine, plain, say } from "./plain.ts";
import { present } from "./present.ts";
import { memberArgument, pageOptions, reasonOption } from "./shared-arguments.ts";
import { erase } from "./user-erase.ts";

export interface Named {
  readonly id: string;
  readonly username: string;
}

const passwordInput = {
  type: "flag",
  summary:
    "the password is the standard input without its last line break, 4 to 72 bytes; without this you are asked for it twice",
} as const;

const list: TableCommand = {
  verb: "list",
  summary: "Lists the members in the order of joining, banned ones too.",
  args: [],
  options: {
    role: { type: "text", value: "ROLE", summary: "only members with this role" },
    banned: { type: "flag", summary: "only banned ones" },
    online: { type: "flag", summary: "only those with a connection" },
    search: { type: "text", summary: "only those with this in their id, username or nickname" },
    ...pageOptions("all"),
  },
  async run(given, data) {
    const page = await askServer<UserPage>(data, {
      command: "user_list",
      ...present({
        role: given.text("role"),
        search: given.text("search"),
        limit: given.number("limit"),
        offset: given.number("offset"),
      }),
      ...(given.flag("banned") && { banned: true }),
      ...(given.flag("online") && { online: true }),
    });
    return { answer: page, said: userTable(page) };
  },
};

const show: TableCommand = {
  verb: "show",
  summary: "Shows a member: roles, ban, timeout, connections and sessions.",
  args: [memberArgument],
  options: {},
  async run(given, data) {
    const user = await askServer<ShownUser>(data, { command: "user_show", name: given.argument("NAME") });
    const { ban } = user;
    const said = fields([
      ["id", user.id],
      ["username", user.username],
      ["nickname", user.nickname ?? undefined],
      ["kind", user.bot ? "bot" : user.local ? "account of this server" : "account of the identity service"],
      ["roles", user.roles.join(", ") || "none"],
      ["joined", when(user.joined_at)],
      ["connections", String(user.connections)],
      ["sessions", String(user.sessions)],
      ["timeout", user.timeout > 0 ? `${span(user.timeout)} left` : undefined],
      ["banned", ban ? `${when(ban.banned_at)}${ban.banned_by ? ` by ${ban.banned_by}` : ""}` : undefined],
      ["reason", ban?.reason ?? undefined],
    ]);
    return { answer: user, said };
  },
};

const create: TableCommand = {
  verb: "create",
  summary:
    "Makes an account of this server. Reserved names such as admin are allowed, and names that look like those of moderators, of which it warns.",
  args: [{ name: "NAME", summary: "2-32 of a-z 0-9 _ -" }],
  options: {
    "password-stdin": passwordInput,
    role: {
      type: "text",
      value: "ROLE",
      multiple: true,
      summary: "a role by its name, besides those that newcomers get",
    },
  },
  async run(given, data) {
    const password = await passwordOf(given);
    const request = {
      command: "user_create",
      name: given.argument("NAME"),
      password,
      roles: given.texts("role"),
    };
    const answer = await askServer<CreatedAccount>(data, request);
    const alike = answer.looks_like;
    const warning =
      alike === undefined
        ? undefined
        : say`The name looks like that of ${alike}, who has management permissions`;
    return { answer, said: say`Created ${answer.id}`, warning };
  },
};

const passwd: TableCommand = {
  verb: "passwd",
  summary: "Gives an account of this server a new password, and ends its connections and sessions.",
  args: [memberArgument],
  options: { "password-stdin": passwordInput },
  async run(given, data) {
    const password = await passwordOf(given);
    const request = { command: "user_passwd", name: given.argument("NAME"), password };
    const answer = await askServer<{ id: string }>(data, request);
    return { answer, said: say`${answer.id} has a new password; its connections were ended` };
  },
};

const roles: TableCommand = {
  verb: "roles",
  summary: "Gives roles to a member and takes others, or shows those that they have.",
  args: [memberArgument],
  options: {
    add: { type: "text", value: "ROLE", multiple: true, summary: "a role to give" },
    remove: { type: "text", value: "ROLE", multiple: true, summary: "a role to take" },
  },
  async run(given, data) {
    const [name, add, remove] = [given.argument("NAME"), given.texts("add"), given.texts("remove")];
    if (add.length + remove.length === 0) {
      const { id, username, roles: names } = await askServer<ShownUser>(data, { command: "user_show", name });
      return { answer: { id, username, roles: names }, said: oneLine(names.join(", ")) || "no roles" };
    }
    const answer = await askServer<AssignedRoles>(data, { command: "user_roles", name, add, remove });
    return { answer, said: say`${answer.id} has: ${answer.roles.join(", ") || "no roles"}` };
  },
};

const ban: TableCommand = {
  verb: "ban",
  summary: "Bans a member, and ends their connections. The last owner can't be banned.",
  args: [memberArgument],
  options: { reason: reasonOption },
  run: banRun,
};

const unban: TableCommand = {
  verb: "unban",
  summary: "Lifts a ban.",
  args: [memberArgument],
  options: {},
  run: unbanRun,
};

/** For `ban add` too. */
export async function banRun(given: Given, data: string) {
  const request = {
    command: "user_ban",
    name: given.argument("NAME"),
    ...present({ reason: given.text("reason") }),
  };
  const answer = await askServer<BanResult>(data, request);
  return { answer, said: answer.changed ? say`Banned ${answer.id}` : say`${answer.id} is banned already` };
}

/** For `ban remove` too. */
export async function unbanRun(given: Given, data: string) {
  const answer = await askServer<BanResult>(data, { command: "user_unban", name: given.argument("NAME") });
  return {
    answer,
    said: answer.changed ? say`${answer.id} is no longer banned` : say`${answer.id} is not banned`,
  };
}

const timeout: TableCommand = {
  verb: "timeout",
  summary: "Mutes a member for a time, at most 28 days. 0 lifts it.",
  args: [memberArgument, { name: "TIME", summary: "such as 90s, 30m, 12h or 7d" }],
  options: {},
  async run(given, data) {
    const seconds = secondsIn(given.argument("TIME"), { unit: "s", digits: 7 });
    if (seconds === null) {
      throw new CommandError("TIME must be a time such as 90s, 30m, 12h or 7d", "usage");
    }
    const answer = await askServer<TimedOut>(data, {
      command: "user_timeout",
      name: given.argument("NAME"),
      seconds,
    });
    const said =
      seconds === 0
        ? say`${answer.id} is not timed out`
        : say`${answer.id} is timed out for ${span(seconds)}`;
    return { answer, said };
  },
};

const kick: TableCommand = {
  verb: "kick",
  summary: "Ends a membership. The person may come back as a new member.",
  args: [memberArgument],
  options: { reason: reasonOption },
  async run(given, data) {
    const request = {
      command: "user_kick",
      name: given.argument("NAME"),
      ...present({ reason: given.text("reason") }),
    };
    const answer = await askServer<Named>(data, request);
    return { answer, said: say`Kicked ${answer.id}` };
  },
};

const logout: TableCommand = {
  verb: "logout",
  summary: "Ends the sessions and connections of a member. They can log in again.",
  args: [memberArgument],
  options: {},
  async run(given, data) {
    const answer = await askServer<Named & { sessions: number; connections: number }>(data, {
      command: "user_logout",
      name: given.argument("NAME"),
    });
    return {
      answer,
      said: say`Ended ${answer.sessions} sessions and ${answer.connections} connections of ${answer.id}`,
    };
  },
};

const remove: TableCommand = {
  verb: "delete",
  summary: "Deletes an account: password, roles and picture. Its messages stay.",
  args: [memberArgument],
  options: { yes: yesOption },
  async run(given, data) {
    const name = given.argument("NAME");
    const { id, username } = await askServer<Named>(data, { command: "user_show", name });
    await confirmed(
      given,
      `Delete the account ${plain(username)} (${plain(id)})? Password, roles and picture go, the messages stay`,
      "delete the account",
    );
    const answer = await askServer<Named>(data, { command: "user_delete", name: id });
    return { answer, said: say`Deleted ${answer.id}` };
  },
};

export const userGroup: CommandGroup = {
  name: "user",
  summary: "Looks after accounts and members.",
  notes: 'The audit log records every change, under the name "operator (command line)".',
  commands: [list, show, create, passwd, roles, ban, unban, timeout, kick, logout, remove, erase],
};

function passwordOf(given: Given): Promise<string> {
  return given.flag("password-stdin") ? passwordFromInput() : askNewPassword();
}

/** One line for each member: id, how others call them, roles, and what else is worth knowing. */
function userTable({ users, total }: UserPage): string {
  if (total === 0) return "There is no such member";
  const table = columns(["ID", "NAME", "ROLES", ""], users.map(cellsOf));
  return users.length < total ? `${table}\n${users.length} of ${total} members` : table;
}

function cellsOf({ id, username, nickname, roles: names, banned, online }: ListedUser): string[] {
  const called = [username === id ? "" : username, nickname ?? ""].filter((one) => one !== "");
  const more = [...(banned ? ["banned"] : []), ...(online ? ["online"] : [])];
  return [id, called.join(", ") || "-", names.join(", ") || "-", more.join(", ")];
}

/** `ban …`, `session …`, `invite …` and `bot …`: the ways into the server. */
import type { ListedInvite } from "../operator/invites.ts";
import type { SessionList } from "../operator/sessions.ts";
import type { BanObject } from "../operator/user-show.ts";
import type { WireBot } from "../protocol/objects.ts";
import { askServer } from "./ask-server.ts";
import { botNew } from "./bot-new.ts";
import { columns, when } from "./columns.ts";
import type { CommandGroup } from "./command-table.ts";
import { confirmed, yesOption } from "./confirmed.ts";
import { plain, say } from "./plain.ts";
import { memberArgument, reasonOption } from "./shared-arguments.ts";
import { banRun, type Named, unbanRun } from "./user-commands.ts";

const weekSeconds = 7 * 86_400;

export const banGroup: CommandGroup = {
  name: "ban",
  summary: "Lists, makes and lifts bans of accounts.",
  commands: [
    {
      verb: "list",
      summary: "Lists the bans, with their reasons.",
      args: [],
      options: {},
      async run(_given, data) {
        const answer = await askServer<{ bans: BanObject[] }>(data, { command: "ban_list" });
        const rows = answer.bans.map((ban) => [
          ban.id,
          when(ban.banned_at),
          ban.banned_by ?? "-",
          ban.reason ?? "",
        ]);
        const said = rows.length === 0 ? "Nobody is banned" : columns(["ID", "SINCE", "BY", "REASON"], rows);
        return { answer, said };
      },
    },
    {
      verb: "add",
      summary: "Bans a member, like `user ban`.",
      args: [memberArgument],
      options: { reason: reasonOption },
      run: banRun,
    },
    {
      verb: "remove",
      summary: "Lifts a ban, like `user unban`.",
      args: [memberArgument],
      options: {},
      run: unbanRun,
    },
  ],
};

export const sessionGroup: CommandGroup = {
  name: "session",
  summary: "Looks after remembered logins of accounts of this server. `user logout` ends all of a member.",
  commands: [
    {
      verb: "list",
      summary: "Lists the sessions of an account, the last used first.",
      args: [memberArgument],
      options: {},
      async run(given, data) {
        const name = given.argument("NAME");
        const answer = await askServer<SessionList>(data, { command: "session_list", name });
        const rows = answer.sessions.map(({ id, used_at, device }) => [id, when(used_at), device || "-"]);
        const said =
          rows.length === 0
            ? say`${answer.id} has no session`
            : columns(["SESSION", "LAST USED", "DEVICE"], rows);
        return { answer, said };
      },
    },
    {
      verb: "revoke",
      summary: "Ends a session, and the connections that logged in with it.",
      args: [memberArgument, { name: "SESSION", summary: "its id in `session list`" }],
      options: {},
      async run(given, data) {
        const [name, session] = [given.argument("NAME"), given.argument("SESSION")];
        const answer = await askServer<{ id: string }>(data, { command: "session_revoke", name, session });
        return { answer, said: say`Ended a session of ${answer.id}` };
      },
    },
  ],
};

export const inviteGroup: CommandGroup = {
  name: "invite",
  summary: "Looks after invites, with which people join.",
  commands: [
    {
      verb: "list",
      summary: "Lists the invites of all members and the operator, the newest first.",
      args: [],
      options: {},
      async run(_given, data) {
        const answer = await askServer<{ invites: ListedInvite[] }>(data, { command: "invite_list" });
        const rows = answer.invites.map(({ code, uses, max_uses, expires_at, created_by, roles }) => [
          code,
          max_uses === 0 ? String(uses) : `${uses}/${max_uses}`,
          expires_at === null ? "never" : when(expires_at),
          created_by,
          roles.join(", "),
        ]);
        const head = ["CODE", "USED", "EXPIRES", "BY", "ROLES"];
        return { answer, said: rows.length === 0 ? "There is no invite" : columns(head, rows) };
      },
    },
    {
      verb: "create",
      summary: "Makes an invite, and prints its address.",
      args: [],
      options: {
        uses: { type: "number", summary: "how many may join with it (default any number)" },
        expires: {
          type: "duration",
          summary: "how long it holds, such as 12h or 30d; 0: for ever (default 7d)",
        },
        role: {
          type: "text",
          value: "ROLE",
          multiple: true,
          summary: "a role that newcomers get besides the usual",
        },
      },
      async run(given, data) {
        const answer = await askServer<ListedInvite>(data, {
          command: "invite_create",
          uses: given.number("uses") ?? 0,
          expires: given.number("expires") ?? weekSeconds,
          roles: given.texts("role"),
        });
        const warning = "The server's address is not known while it is stopped and server.url is not set";
        return answer.url === null ? { answer, said: answer.code, warning } : { answer, said: answer.url };
      },
    },
    {
      verb: "delete",
      summary: "Ends an invite. Members who joined with it stay.",
      args: [{ name: "CODE", summary: "its code or address" }],
      options: {},
      async run(given, data) {
        const request = { command: "invite_delete", code: given.argument("CODE") };
        const answer = await askServer<{ code: string }>(data, request);
        return { answer, said: say`Deleted the invite ${answer.code}` };
      },
    },
  ],
};

export const botGroup: CommandGroup = {
  name: "bot",
  summary: "Looks after bots: members that log in by a token.",
  commands: [
    botNew,
    {
      verb: "list",
      summary: "Lists the bots, the oldest first.",
      args: [],
      options: {},
      async run(_given, data) {
        const answer = await askServer<{ bots: WireBot[] }>(data, { command: "bot_list" });
        const rows = answer.bots.map(({ id, created_at, created_by }) => [id, when(created_at), created_by]);
        return { answer, said: rows.length === 0 ? "There is no bot" : columns(["ID", "MADE", "BY"], rows) };
      },
    },
    {
      verb: "create",
      summary: "Makes a bot, and prints its token, which is shown only now.",
      args: [{ name: "NAME", summary: "2-32 of a-z 0-9 _ -" }],
      options: {},
      async run(given, data) {
        const request = { command: "bot_create", name: given.argument("NAME") };
        const answer = await askServer<{ bot: WireBot; token: string }>(data, request);
        return { answer, said: answer.token, warning: say`Created ${answer.bot.id}; this is its token` };
      },
    },
    {
      verb: "token",
      summary: "Gives a bot a new token, and prints it. The old one is of no more use.",
      args: [memberArgument],
      options: {},
      async run(given, data) {
        const request = { command: "bot_token", name: given.argument("NAME") };
        const answer = await askServer<{ id: string; token: string }>(data, request);
        return { answer, said: answer.token };
      },
    },
    {
      verb: "delete",
      summary: "Deletes a bot. Its messages stay.",
      args: [memberArgument],
      options: { yes: yesOption },
      async run(given, data) {
        const name = given.argument("NAME");
        const { id, username } = await askServer<Named>(data, { command: "user_show", name });
        await confirmed(given, `Delete the bot ${plain(username)} (${plain(id)})?`, "delete the bot");
        const answer = await askServer<Named>(data, { command: "bot_delete", name: id });
        return { answer, said: say`Deleted ${answer.id}` };
      },
    },
  ],
};

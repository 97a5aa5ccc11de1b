/** The operator's commands, for a stopped server and, through control.ts, a running one. */
import { type Static, type TObject, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Log } from "../log/log.ts";
import { ChannelTypeName, channelFields } from "../protocol/channel-fields.ts";
import { roleFields } from "../protocol/role-fields.ts";
import { auditLimit, auditList } from "./audit-list.ts";
import { botCreate, botDelete, botList, botToken } from "./bots.ts";
import { channelCreate, channelDelete, channelList, channelMove, channelUpdate } from "./channels.ts";
import { configSet } from "./configuration.ts";
import { inviteCreate, inviteDelete, inviteList } from "./invites.ts";
import type { OperatorParts, Problem } from "./parts.ts";
import { personFind } from "./person.ts";
import { roleCreate, roleDelete, roleList, roleMove, roleShow, roleUpdate } from "./roles.ts";
import { stats, status } from "./server.ts";
import { sessionList, sessionRevoke } from "./sessions.ts";
import { userBan, userUnban } from "./user-ban.ts";
import { userCreate } from "./user-create.ts";
import { userDelete } from "./user-delete.ts";
import { userErase } from "./user-erase.ts";
import { userKick, userLogout } from "./user-kick.ts";
import { userList } from "./user-list.ts";
import { userPasswd } from "./user-passwd.ts";
import { userRoles } from "./user-roles.ts";
import { banList, userShow } from "./user-show.ts";
import { userTimeout } from "./user-timeout.ts";

interface OperatorCommand {
  readonly request: TObject;
  /** It changes nothing, so the log need not name it. */
  readonly isQuery: boolean;
  run(parts: OperatorParts, request: never): unknown;
}

type Run<Request extends TObject> = (parts: OperatorParts, request: Static<Request>) => unknown;

function change<Request extends TObject>(request: Request, run: Run<Request>): OperatorCommand {
  return { request, run, isQuery: false };
}

function query<Request extends TObject>(request: Request, run: Run<Request>): OperatorCommand {
  return { request, run, isQuery: true };
}

const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);
const name = Type.String({ maxLength: 200 });
const names = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 });
const text = Type.String({ maxLength: 10_000 });
const count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const password = Type.String();
const nothing = Type.Object({});
const named = Type.Object({ name });
const role = Type.Object({ role: name });
const roleChange = Type.Object({
  role: name,
  fields: Type.Object({ name: maybe(name), ...roleFields }),
  grant: maybe(names),
  revoke: maybe(names),
});
const channel = Type.Object({ channel: name });
const channelChange = Type.Object({
  channel: name,
  type: maybe(ChannelTypeName),
  fields: Type.Object({ name: maybe(name), ...channelFields }),
});
const userFilter = Type.Object({
  role: maybe(name),
  banned: maybe(Type.Boolean()),
  online: maybe(Type.Boolean()),
  search: maybe(name),
  limit: maybe(count),
  offset: maybe(count),
});
const auditQuery = Type.Object({
  action: maybe(name),
  category: maybe(name),
  actor: maybe(name),
  target: maybe(name),
  since: maybe(count),
  limit: Type.Integer({ minimum: 0, maximum: auditLimit }),
  offset: count,
});

const operatorCommands: ReadonlyMap<unknown, OperatorCommand> = new Map([
  ["user_create", change(Type.Object({ name: Type.String(), password, roles: names }), userCreate)],
  ["user_passwd", change(Type.Object({ name, password }), userPasswd)],
  ["user_list", query(userFilter, ({ state }, filter) => userList(state, filter))],
  ["user_show", query(named, userShow)],
  ["user_roles", change(Type.Object({ name, add: names, remove: names }), userRoles)],
  ["user_delete", change(named, userDelete)],
  ["person_find", query(named, personFind)],
  ["user_erase", change(Type.Object({ name, messages: maybe(Type.Boolean()) }), userErase)],
  ["user_ban", change(Type.Object({ name, reason: maybe(Type.String()) }), userBan)],
  ["user_unban", change(named, userUnban)],
  ["user_timeout", change(Type.Object({ name, seconds: count }), userTimeout)],
  ["user_kick", change(Type.Object({ name, reason: maybe(Type.String()) }), userKick)],
  ["user_logout", change(named, userLogout)],
  ["ban_list", query(nothing, banList)],
  ["session_list", query(named, sessionList)],
  ["session_revoke", change(Type.Object({ name, session: name }), sessionRevoke)],
  ["role_list", query(nothing, roleList)],
  ["role_show", query(role, roleShow)],
  ["role_create", change(roleChange, roleCreate)],
  ["role_update", change(roleChange, roleUpdate)],
  ["role_delete", change(role, roleDelete)],
  ["role_move", change(Type.Object({ role: name, to: name, isAbove: Type.Boolean() }), roleMove)],
  ["channel_list", query(nothing, channelList)],
  ["channel_create", change(channelChange, channelCreate)],
  ["channel_update", change(channelChange, channelUpdate)],
  ["channel_delete", change(channel, channelDelete)],
  ["channel_move", change(Type.Object({ channel: name, position: count }), channelMove)],
  ["bot_list", query(nothing, botList)],
  ["bot_create", change(named, botCreate)],
  ["bot_token", change(named, botToken)],
  ["bot_delete", change(named, botDelete)],
  ["invite_list", query(nothing, inviteList)],
  ["invite_create", change(Type.Object({ uses: count, expires: count, roles: names }), inviteCreate)],
  ["invite_delete", change(Type.Object({ code: name }), inviteDelete)],
  ["config_get", query(nothing, ({ config }) => ({ config }))],
  ["config_set", change(Type.Object({ set: Type.Record(text, Type.Unknown()), unset: names }), configSet)],
  ["status", query(nothing, status)],
  ["stats", query(nothing, stats)],
  ["audit_list", query(auditQuery, auditList)],
] as const satisfies readonly (readonly [string, OperatorCommand])[]);

/** Carries out a command of the command line: an object with `command` and its fields. */
export async function answerOperator(parts: OperatorParts, request: unknown): Promise<unknown | Problem> {
  const found = operatorCommands.get(commandOf(request));
  if (!found) return { problem: "This server does not know that command", code: "unknown_command" };
  const [fault] = Value.Errors(found.request, request);
  if (fault) {
    const field = fault.path.replace(/^\/(fields\/)?/, "") || "the request";
    return { problem: `The server refused ${field}: ${fault.message.toLowerCase()}`, code: "invalid_field" };
  }
  return found.run(parts, request as never);
}

/** A line in the log of a running server for each change that the command line made. */
export function logOperator(log: Pick<Log, "info">, request: unknown, answer: unknown): void {
  const command = commandOf(request);
  const { problem, changed } = Object(answer) as { problem?: unknown; changed?: unknown };
  const isSame = changed === false || (Array.isArray(changed) && changed.length === 0);
  if (operatorCommands.get(command)?.isQuery !== false || problem !== undefined || isSame) return;
  // Not the code of an invite, which lets people in.
  const { name, role, channel } = Object(request) as Readonly<Record<string, unknown>>;
  // The log outlives what was erased.
  const target = command === "user_erase" ? undefined : (name ?? role ?? channel);
  // Of the configuration only the keys: their values may be secrets.
  const keys = Array.isArray(changed) ? changed : undefined;
  log.info("The operator changed the server", { event: "operator", cmd: command, target, keys });
}

function commandOf(request: unknown): unknown {
  return typeof request === "object" && request !== null && "command" in request && request.command;
}

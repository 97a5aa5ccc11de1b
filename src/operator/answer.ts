/** The operator's commands, for a stopped server and, through control.ts, a running one. */
import { type Static, type TObject, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Log } from "../log/log.ts";
import type { OperatorParts, Problem } from "./parts.ts";
import { userBan, userUnban } from "./user-ban.ts";
import { userCreate } from "./user-create.ts";
import { userDelete } from "./user-delete.ts";
import { userList } from "./user-list.ts";
import { userPasswd } from "./user-passwd.ts";

interface OperatorCommand {
  readonly request: TObject;
  run(parts: OperatorParts, request: never): unknown;
}

function operatorCommand<Request extends TObject>(
  request: Request,
  run: (parts: OperatorParts, request: Static<Request>) => unknown,
): OperatorCommand {
  return { request, run };
}

const name = Type.String({ maxLength: 200 });
const password = Type.String();
const roles = Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 });

const operatorCommands: ReadonlyMap<unknown, OperatorCommand> = new Map([
  ["user_create", operatorCommand(Type.Object({ name: Type.String(), password, roles }), userCreate)],
  ["user_passwd", operatorCommand(Type.Object({ name, password }), userPasswd)],
  ["user_list", operatorCommand(Type.Object({}), ({ state }) => userList(state))],
  ["user_delete", operatorCommand(Type.Object({ name }), userDelete)],
  ["user_ban", operatorCommand(Type.Object({ name, reason: Type.Optional(Type.String()) }), userBan)],
  ["user_unban", operatorCommand(Type.Object({ name }), userUnban)],
]);

/** Carries out a command of the command line: an object with `command` and its fields. */
export async function answerOperator(parts: OperatorParts, request: unknown): Promise<unknown | Problem> {
  const command = typeof request === "object" && request !== null && "command" in request && request.command;
  const found = operatorCommands.get(command);
  if (!found) return { problem: "This server does not know that command" };
  if (!Value.Check(found.request, request)) return { problem: "The command line sent something unusable" };
  return found.run(parts, request as never);
}

/** A line in the log of a running server for each change that the command line made. */
export function logOperator(log: Pick<Log, "info">, request: unknown, answer: unknown): void {
  const { command, name } = Object(request) as { command?: unknown; name?: unknown };
  const { problem, changed } = Object(answer) as { problem?: unknown; changed?: unknown };
  if (command === "user_list" || problem !== undefined || changed === false) return;
  log.info("The operator changed an account", { event: "operator", cmd: command, target: name });
}

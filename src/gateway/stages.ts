/**
 * The stages that a request passes before its handler runs, in order. Each may refuse it, and the first refusal is the
 * answer. Stages before `cost` charge nothing, so requests that they refuse are free.
 */
import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import { permissionsOf } from "../protocol/command.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import { expected } from "../text/expected.ts";
import { shownCommand } from "./packet.ts";
import type { Request } from "./request.ts";
import type { Rules } from "./rules.ts";

/**
 * When a stage is asked. `start`: before an exclusive command waits for its turn. `turn`: right before the handler.
 * `waited`: again, when the handler has waited for something, since all may have changed meanwhile.
 */
type Moment = "start" | "turn" | "waited";

export interface Stage {
  readonly name: string;
  readonly at: readonly Moment[];
  /** Why the request ends here, or null. */
  refuse(request: Request): Failure | null;
}

/** In the order in which they are asked. A plugin's veto would be one more entry. */
export function createStages(rules: Rules): readonly Stage[] {
  const checks = new Map<string, TypeCheck<TSchema>>();
  for (const { name, request } of rules.commands.values()) checks.set(name, TypeCompiler.Compile(request));

  return [
    {
      name: "login",
      // The user may be banned, kicked or gone by the time the request has waited.
      at: ["start", "turn", "waited"],
      refuse: ({ connection, definition }) =>
        connection.user === null && definition?.login !== "before" && definition?.login !== "any"
          ? fail("authentication_required")
          : null,
    },
    {
      name: "command",
      at: ["start"],
      // A connection can't change its user: after login, commands for a login are unknown.
      refuse: ({ connection, definition, packet }) =>
        !definition || (connection.user !== null && definition.login === "before")
          ? fail("unknown_command", { cmd: shownCommand(packet["cmd"]) })
          : null,
    },
    {
      name: "schema",
      at: ["start"],
      refuse({ definition, packet }) {
        const check = definition && checks.get(definition.name);
        if (!check || check.Check(packet)) return null;
        const first = check.Errors(packet).First();
        return fail("invalid_field", {
          field: first?.path.slice(1).replaceAll("/", ".").slice(0, 100) || "?",
          problem: first ? problemOf(first) : "not valid",
        });
      },
    },
    {
      name: "permission",
      at: ["turn", "waited"],
      refuse({ connection: { user }, definition }) {
        if (user === null || definition?.permission === undefined) return null;
        const permissions = permissionsOf(definition);
        if (permissions.some((permission) => rules.permitted(user, permission))) return null;
        return fail("permission_required", { permission: permissions.join("' or '") });
      },
    },
    {
      name: "timeout",
      at: ["turn", "waited"],
      refuse: ({ connection: { user }, definition }) =>
        user !== null && definition ? rules.timedOut(user, definition) : null,
    },
    {
      name: "disk",
      at: ["turn"],
      refuse: ({ connection: { user }, definition }) =>
        user !== null && definition ? rules.withoutRoom(definition) : null,
    },
    {
      name: "precheck",
      at: ["turn"],
      refuse: ({ connection: { user }, definition, packet }) =>
        user !== null && definition ? rules.precheck(definition, packet) : null,
    },
    {
      name: "cost",
      at: ["turn"],
      refuse: ({ connection: { user }, definition }) =>
        user !== null && definition ? rules.charge(user, definition) : null,
    },
    {
      name: "channel",
      at: ["turn", "waited"],
      refuse(request) {
        const { connection, definition, packet } = request;
        if (!definition) return null;
        const context = rules.context(connection, definition, packet);
        if (isFailure(context)) return context;
        request.context = context;
        return null;
      },
    },
  ];
}

/** Asks the stages of a moment in their order. */
export function refusalAt(moment: Moment, stages: readonly Stage[]): (request: Request) => Failure | null {
  const asked = stages.filter(({ at }) => at.includes(moment));
  return (request) => {
    for (const stage of asked) {
      const refusal = stage.refuse(request);
      if (refusal) return refusal;
    }
    return null;
  };
}

/** The checker's own words, or nothing where several kinds of values are allowed. */
function problemOf({ type, message, schema }: ValueError): string {
  return type === ValueErrorType.Union ? `it must be ${expected(schema)}` : message.toLowerCase();
}

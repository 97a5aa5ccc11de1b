/**
 * The server's commands, whose handlers may do only what their definitions say. The compiler checks that already; this
 * sees what types can't: casts, and the limits that schemas put on texts, numbers and lists.
 */
import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import type { Next, Outcome, Result } from "../../src/actions/outcome.ts";
import type { Emission } from "../../src/chat/emission.ts";
import type { AnyCommand } from "../../src/handlers/command.ts";
import { commands } from "../../src/handlers/registry.gen.ts";
import { guardErrors } from "../../src/protocol/command.ts";
import { commonErrors, type Failure, isFailure } from "../../src/protocol/errors.ts";
import { pure } from "./pure-after.ts";

/** A command whose handler throws where it does what the definition does not list. */
export function held(definition: AnyCommand): AnyCommand {
  return {
    ...definition,
    handler(context, request) {
      return checkedResult(definition, definition.handler(context, request));
    },
  };
}

/** What test servers run: also nothing but computing after a commit (pure-after.ts). */
export const declaredOnly: Readonly<Record<string, AnyCommand>> = Object.fromEntries(
  Object.entries<AnyCommand>(commands).map(([name, definition]) => [name, held(pure(definition))]),
);

function checkedResult(definition: AnyCommand, result: Result): Result {
  return result instanceof Promise
    ? result.then((next) => checkedNext(definition, next))
    : checkedNext(definition, result);
}

function checkedNext(definition: AnyCommand, next: Next): Next {
  if (isFailure(next)) checkFailure(definition, next);
  else if ("write" in next && next.write) {
    const { after, otherwise } = next;
    return {
      ...next,
      after: (result) => checkedNext(definition, after(result)),
      otherwise: otherwise && ((failure) => checkedNext(definition, otherwise(failure))),
    };
  } else if ("exclusively" in next && next.exclusively !== undefined) {
    const { exclusively } = next;
    return { exclusively: () => checkedResult(definition, exclusively()) };
  } else checkOutcome(definition, next as Outcome);
  return next;
}

function checkFailure(definition: AnyCommand, { code }: Failure): void {
  const known: readonly string[] = [...commonErrors, ...guardErrors(definition), ...definition.errors];
  if (!known.includes(code)) wrong(definition, `fails with '${code}', which its errors do not list`);
}

function checkOutcome(definition: AnyCommand, { events = [], afterwards = [], reply }: Outcome): void {
  for (const emission of [...events, ...afterwards]) checkEvent(definition, emission);
  if (reply === undefined) return;
  if (isFailure(reply)) checkFailure(definition, reply);
  else if ("announced" in reply) checkEvent(definition, reply.announced);
  else if ("answered" in reply) checkEvent(definition, reply.answered);
  else if (!("encoded" in reply)) {
    checkFields(definition, `the reply of '${definition.name}'`, definition.reply, reply);
  }
}

function checkEvent(definition: AnyCommand, { definition: event, packet }: Emission): void {
  if (!definition.events.some(({ name }) => name === event.name)) {
    wrong(definition, `emits '${event.name}', which its events do not list`);
  }
  const { cmd: _, ...fields } = packet;
  checkFields(definition, `the event '${event.name}'`, event.fields, fields);
}

const checks = new Map<TSchema, TypeCheck<TSchema>>();

function checkFields(definition: AnyCommand, what: string, schema: TSchema, fields: object): void {
  const check = checks.get(schema) ?? TypeCompiler.Compile(schema);
  checks.set(schema, check);
  // As it will be in JSON.
  const sent: object = JSON.parse(JSON.stringify(fields));
  const first = check.Errors(sent).First();
  if (first) wrong(definition, `makes ${what} not as its schema says: ${first.path} ${first.message}`);
  const undeclared = Object.keys(sent).filter((key) => !(key in (schema["properties"] ?? {})));
  if (undeclared.length > 0)
    wrong(definition, `puts undeclared fields into ${what}: ${undeclared.join(", ")}`);
}

function wrong({ name }: AnyCommand, problem: string): never {
  const error = new Error(`The handler of '${name}' ${problem}`);
  // The test that sees it gets an `internal_error`, so say here why.
  console.error(error.message);
  throw error;
}

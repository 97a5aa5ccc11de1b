/** The definitions, each with what follows from the others: its subject, what causes an event, all its errors. */
import { basename, dirname, join } from "node:path";
import type { AnyCommand } from "../../src/handlers/command.ts";
import { commands as registry } from "../../src/handlers/registry.gen.ts";
import { type CommandDefinition, guardErrors } from "../../src/protocol/command.ts";
import type { ErrorCode } from "../../src/protocol/errors.ts";
import type { EventDefinition } from "../../src/protocol/event.ts";
import * as exported from "../../src/protocol/events.ts";

export interface DocumentedCommand {
  readonly definition: CommandDefinition;
  /** The folder of its file. */
  readonly subject: string;
  /** `cmd` of its reply; null when a login packet answers it. */
  readonly reply: string | null;
  /** Others get the reply too, as this event. */
  readonly announced: EventDefinition | null;
  readonly events: readonly EventDefinition[];
  /** What only this command, or its kind of command, can answer. */
  readonly errors: readonly ErrorCode[];
  /** Name in the handshake's `capabilities`. */
  readonly capability: string | null;
}

export interface DocumentedEvent {
  readonly definition: EventDefinition;
  readonly subject: string;
  /** Names of commands. */
  readonly causes: readonly string[];
}

export interface Protocol {
  readonly commands: readonly DocumentedCommand[];
  readonly events: readonly DocumentedEvent[];
}

const handlers = join(import.meta.dir, "../../src/handlers");

/** @throws when two definitions of an event share a name */
export function protocol(): Protocol {
  const subjects = new Map(
    [...new Bun.Glob("*/*.ts").scanSync(handlers)].map((file) => [basename(file, ".ts"), dirname(file)]),
  );
  const commands = Object.values<AnyCommand>(registry)
    .map((definition) => documented(definition, subjects.get(definition.name) ?? "server"))
    .sort((a, b) => byText(a.subject, b.subject) || byText(a.definition.name, b.definition.name));

  const definitions = new Map<string, EventDefinition>();
  for (const event of [
    ...Object.values<EventDefinition>(exported),
    ...commands.flatMap(({ events }) => events),
  ]) {
    const other = definitions.get(event.name);
    if (other && other !== event) throw new Error(`Two events are named ${event.name}`);
    definitions.set(event.name, event);
  }
  const events = [...definitions.values()]
    .map((definition) => {
      const causes = commands.filter((command) => command.events.includes(definition));
      return {
        definition,
        subject: eventSubject(definition.name, causes, commands),
        causes: causes.map((command) => command.definition.name).sort(byText),
      };
    })
    .sort((a, b) => byText(a.subject, b.subject) || byText(a.definition.name, b.definition.name));
  return { commands, events };
}

function documented(definition: CommandDefinition, subject: string): DocumentedCommand {
  const { name, login, reply: fields } = definition;
  const answersByLogin = login === "before" && Object.keys(fields.properties).length === 0;
  const reply = answersByLogin ? null : (definition.replyName ?? name);
  const announced = definition.events.find((event) => event.name === reply && "global" in fields.properties);
  const limited = definition.cost === "message" ? [exported.rateLimit] : [];
  return {
    definition,
    subject,
    reply,
    announced: announced ?? null,
    events: [...new Set([...definition.events, ...limited])],
    errors: [...new Set([...guardErrors(definition), ...definition.errors])],
    capability: definition.capability === undefined ? name : definition.capability,
  };
}

/** Events have no folder: that of the command of the same name, of the thing it is about, or of most causes. */
function eventSubject(
  name: string,
  causes: readonly DocumentedCommand[],
  commands: readonly DocumentedCommand[],
): string {
  const same = commands.find((command) => command.definition.name === name);
  if (same) return same.subject;
  const subjects = [...new Set(commands.map((command) => command.subject))].sort(byText);
  const about = subjects.find(
    (subject) => name.startsWith(`${subject}_`) || name.startsWith(`${subject.replace(/s$/, "")}_`),
  );
  if (about) return about;
  const count = (subject: string) => causes.filter((command) => command.subject === subject).length;
  const most = subjects.toSorted((a, b) => count(b) - count(a))[0];
  return most !== undefined && count(most) > 0 ? most : "connection";
}

/** By code units, so that the order is the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

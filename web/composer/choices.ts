/** What can be offered for an option while it is typed. */
import type { Signal } from "@preact/signals";
import { requestPlace, slashChoices, type WireSlashCommand } from "../../client/index.ts";
import { shownName } from "../state/names.ts";
import { channels, people } from "../state/people.ts";
import type { OpenPlace } from "../state/places.ts";
import { session } from "../state/session.ts";
import { argumentsOf, type Values } from "./arguments.ts";
import { rankOf } from "./rank.ts";

export type ChoiceSource = (typed: string) => Promise<readonly string[]>;

const most = 10;
/** The name of the server itself, as the author of commands. */
const serverItself = "originChats";

/** Null: nothing is offered. */
export function choicesFor(
  { name, autocomplete }: WireSlashCommand["options"][number],
  command: WireSlashCommand,
  open: OpenPlace,
  values: Signal<Values>,
): ChoiceSource | null {
  if (autocomplete) {
    return async (typed) => {
      const client = session.value?.client;
      if (!client) return [];
      const args = argumentsOf(command.options, values.peek());
      const fields = { ...requestPlace(open.key), command: command.name, option: name, value: typed, args };
      // Without choices the option can be typed all the same.
      return slashChoices(client, fields).catch(() => []);
    };
  }
  // The server's own commands name what they are about.
  if (command.registeredBy !== serverItself) return null;
  if (name === "username") {
    return async (typed) =>
      best(
        typed.replace(/^@/, ""),
        [...(people.peek()?.members.values() ?? [])].map(({ username }) => shownName(username)),
      );
  }
  if (name === "role") return async (typed) => best(typed, [...(people.peek()?.roles.keys() ?? [])]);
  if (name === "channel") {
    return async (typed) =>
      best(typed.replace(/^#/, ""), [...new Set(channels.peek().map((one) => one.name))]);
  }
  return null;
}

function best(typed: string, names: readonly string[]): string[] {
  return names
    .flatMap((name) => ({ name, rank: rankOf(typed, name) ?? [] }))
    .filter((one): one is { name: string; rank: number } => typeof one.rank === "number")
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ name }) => name);
}

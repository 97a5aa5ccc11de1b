/** Slash commands that can be called. */
import type { WireSlashCommand } from "../types.ts";
import type { Model, Reducers } from "./model.ts";

export const slashReducers = {
  slash_add: (model, { commands }) => ({
    ...model,
    slashes: new Map([...model.slashes, ...byName(commands)]),
  }),
  slash_remove(model, { commands }) {
    const gone = new Set(commands);
    return { ...model, slashes: new Map([...model.slashes].filter(([name]) => !gone.has(name))) };
  },
} satisfies Partial<Reducers>;

const byName = (commands: readonly WireSlashCommand[]) =>
  new Map(commands.map((command) => [command.name, command]));

/** These can be called. */
export function withSlashes(model: Model, commands: readonly WireSlashCommand[]): Model {
  return { ...model, slashes: byName(commands) };
}

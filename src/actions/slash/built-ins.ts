/** The server's own slash commands. Each does what the command of the same purpose does, by the same action. */
import { type BuiltIn, builtIn } from "./built-in.ts";
import { channelBuiltIns } from "./built-in-channels.ts";
import { memberBuiltIns } from "./built-in-members.ts";
import { planBuiltIns } from "./built-in-plans.ts";

const help = builtIn("help", "Lists the slash commands that you may use", [], ({ state, user }) => {
  const allowed = [...state.slashes.values()].filter(
    ({ allowed: roles, blocked }) =>
      !user.roles.some((role) => blocked.includes(role)) &&
      (roles === null || user.roles.some((role) => roles.includes(role))),
  );
  const all = [...builtIns.values(), ...allowed].map(({ wire }) => wire);
  const lines = all
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, description }) => `• \`/${name}\` - ${description}`);
  return { step: null, says: ["**Available Commands:**", ...lines].join("\n") };
});

/** By name, in the order of `slash_list`. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  [help, ...memberBuiltIns, ...channelBuiltIns, ...planBuiltIns].map((command) => [
    command.wire.name,
    command,
  ]),
);

/** The server's own slash commands. Each does what the command of the same purpose does, by the same action. */
import { type BuiltIn, builtIn, mayNotUse } from "./built-in.ts";
import { channelBuiltIns } from "./built-in-channels.ts";
import { memberBuiltIns } from "./built-in-members.ts";
import { planBuiltIns } from "./built-in-plans.ts";

const help = builtIn({
  name: "help",
  description: "Lists the slash commands that you may use",
  options: [],
  run(context) {
    const { state, user } = context;
    const ofBots = [...state.slashes.values()].filter(
      ({ allowed, blocked }) =>
        !user.roles.some((role) => blocked.includes(role)) &&
        (allowed === null || user.roles.some((role) => allowed.includes(role))),
    );
    const own = [...builtIns.values()].filter((command) => mayNotUse(command, context) === null);
    const lines = [...own, ...ofBots]
      .map(({ wire }) => wire)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, description }) => `• \`/${name}\` - ${description}`);
    return { step: null, says: ["**Available Commands:**", ...lines].join("\n") };
  },
});

/** By name, in the order of `slash_list`. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  [help, ...memberBuiltIns, ...channelBuiltIns, ...planBuiltIns].map((command) => [
    command.wire.name,
    command,
  ]),
);

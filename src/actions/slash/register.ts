/** A connection registers the slash commands that it answers. They are gone when it ends. */
import { type Emission, emit, everyone } from "../../chat/emission.ts";
import { codePoints } from "../../chat/names.ts";
import { roleNamed } from "../../chat/permissions.ts";
import {
  type ProvidedSlash,
  providedSlashes,
  type SlashCommand,
  type SlashProvider,
} from "../../chat/slash.ts";
import type { State } from "../../chat/state.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { slashAdd, slashRemove } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { WireSlashCommand, WireSlashOption } from "../../protocol/objects.ts";
import { isBlank } from "../../text/shown.ts";
import type { ByMember } from "../world.ts";
import { builtIns } from "./built-ins.ts";

export const slashEvents = [slashAdd, slashRemove] as const;

/** A command of a request; what is absent has the default. */
export interface ToRegister {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly OptionToRegister[];
  readonly whitelistRoles?: readonly string[] | null;
  readonly blacklistRoles?: readonly string[] | null;
  readonly ephemeral?: unknown;
}

interface OptionToRegister {
  readonly name: string;
  readonly description?: string;
  readonly type: WireSlashOption["type"];
  readonly required?: unknown;
  readonly choices?: readonly string[] | null;
  readonly autocomplete?: unknown;
}

/** Replaces the commands of a connection; none withdraws them. All are checked before any takes effect. */
export function registerSlashes(
  { user, state }: Pick<ByMember, "user" | "state">,
  connection: string,
  wanted: readonly ToRegister[],
) {
  if (wanted.length > limits.slashCommands) {
    const problem = `at most ${limits.slashCommands} are allowed`;
    return fail("invalid_field", { field: "commands", problem });
  }
  const commands: SlashCommand[] = [];
  const names = new Set<string>();
  for (const one of wanted) {
    const command = checkedCommand(one, user.username, state);
    if (isFailure(command)) return command;
    const { name } = command.wire;
    if (names.has(name)) return invalid(name, "it is there twice");
    names.add(name);
    if (builtIns.has(name)) return invalid(name, "the server has it already");
    const holder = state.slashes.get(name);
    if (holder && holder.user !== user.id) return invalid(name, `${holder.wire.registeredBy} has it already`);
    commands.push(command);
  }
  const provider = { connection, user: user.id, commands };
  if (listLength(state, provider) > limits.slashList)
    return fail("too_many", { things: "characters in the list of slash commands", limit: limits.slashList });
  return changed(provider, state);
}

/** What changes when the connection has ended; nothing if it had no commands. */
export function slashesGone(connection: string, state: State) {
  const before = state.slashProviders.get(connection);
  return before ? changed({ ...before, commands: [] }, state) : { changes: [], events: [] };
}

function changed(provider: SlashProvider, state: State) {
  const providers = new Map(state.slashProviders);
  providers.delete(provider.connection);
  providers.set(provider.connection, provider);
  return {
    changes: [{ type: "slash_commands", provider }] as const,
    events: difference(state.slashes, providedSlashes(providers.values()), provider.connection),
  };
}

type Slashes = ReadonlyMap<string, ProvidedSlash>;

/** A name that an older connection still provides is withdrawn and then added in its form. */
function difference(before: Slashes, after: Slashes, connection: string) {
  const dropped = [...before.values()].filter((command) => {
    const now = after.get(command.wire.name);
    return command.connection === connection && now?.connection !== connection;
  });
  const lost = dropped.map(({ wire }) => wire.name);
  const survivors = lost.flatMap((name) => after.get(name)?.wire ?? []);
  const own = [...after.values()].filter((command) => command.connection === connection);
  const added = [...survivors, ...own.map(({ wire }) => wire)];
  const events: Emission<"slash_add" | "slash_remove">[] = [];
  if (lost.length > 0) events.push(emit(slashRemove, { commands: lost }, everyone));
  if (added.length > 0) events.push(emit(slashAdd, { commands: added }, everyone));
  return events;
}

/** About as many characters as `slash_list` would have. */
function listLength({ slashProviders }: State, provider: SlashProvider): number {
  const others = [...slashProviders.values()].filter(({ connection }) => connection !== provider.connection);
  const all = providedSlashes([...others, provider]).values();
  return JSON.stringify([...all].map(({ wire }) => wire)).length;
}

function checkedCommand(wanted: ToRegister, registeredBy: string, state: State) {
  const { name, description, options = [], whitelistRoles, blacklistRoles, ephemeral } = wanted;
  if (!isName(name))
    return invalid(name, `its name must have 1 to ${limits.slashName} characters without spaces and /`);
  if (codePoints(description) > limits.slashDescription) {
    return invalid(name, `its description may have ${limits.slashDescription} characters`);
  }
  if (options.length > limits.slashOptions)
    return invalid(name, `it may have ${limits.slashOptions} options`);
  const checked: WireSlashOption[] = [];
  for (const option of options) {
    const problem =
      problemOf(option) ?? (checked.some((other) => other.name === option.name) ? "it is there twice" : null);
    if (problem !== null) return invalid(name, `option '${option.name}': ${problem}`);
    checked.push(checkedOption(option));
  }
  const wire: WireSlashCommand = {
    name,
    description,
    options: checked,
    // The bot library sends [] where it means no restriction (compatibility.md#slash-registration).
    whitelistRoles: whitelistRoles?.length ? [...whitelistRoles] : null,
    blacklistRoles: blacklistRoles?.length ? [...blacklistRoles] : null,
    ephemeral: isTrue(ephemeral),
    registeredBy,
  };
  // By id, so that nobody gains or loses a command when a role is renamed.
  const ids = (names: readonly string[]) => names.flatMap((role) => roleNamed(state.roles, role)?.id ?? []);
  return {
    wire,
    allowed: wire.whitelistRoles && ids(wire.whitelistRoles),
    blocked: ids(wire.blacklistRoles ?? []),
  };
}

function problemOf({ name, description = "", type, choices, autocomplete }: OptionToRegister): string | null {
  if (!isName(name)) return `its name must have 1 to ${limits.slashName} characters without spaces and /`;
  if (codePoints(description) > limits.slashDescription) {
    return `its description may have ${limits.slashDescription} characters`;
  }
  if (isTrue(autocomplete) && (type === "enum" || type === "bool")) {
    return `the bot offers no choices for an option of type ${type}`;
  }
  if (type !== "enum") return null;
  if (!choices?.length) return "an enum needs choices";
  if (choices.length > limits.slashChoices) return `it may have ${limits.slashChoices} choices`;
  const isLong = choices.some((choice) => codePoints(choice) > limits.slashChoice);
  return isLong ? `a choice may have ${limits.slashChoice} characters` : null;
}

function checkedOption({
  name,
  description = "",
  type,
  required = true,
  choices,
  autocomplete,
}: OptionToRegister): WireSlashOption {
  return {
    name,
    description,
    type,
    required: isTrue(required),
    choices: type === "enum" && choices ? [...choices] : null,
    ...(isTrue(autocomplete) && { autocomplete: true as const }),
  };
}

function isName(name: string): boolean {
  return !isBlank(name) && codePoints(name) <= limits.slashName && !/[\s/]/u.test(name);
}

/** Bots send truth in these forms (compatibility.md#slash-registration). */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || ["true", "1", "yes"].includes(String(value).toLowerCase());
}

function invalid(command: string, problem: string) {
  return fail("slash_command_invalid", {
    command: [...command].slice(0, limits.slashName).join(""),
    problem,
  });
}

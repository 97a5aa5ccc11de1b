/** Slash commands of the server and of bots, typed as words: `/channel create den`. */
import type { WireSlashCommand } from "../../client/index.ts";
import type { Chat } from "./chat-command.ts";
import { plain } from "./plain.ts";

export async function slashNames({ client }: Chat): Promise<string[]> {
  const { commands } = await client.request("slash_list");
  return commands.map(({ name }) => name);
}

/** Calls a slash command in the channel that is shown. @throws what `request` throws */
export async function callSlashCommand(
  name: string,
  text: string,
  { client, screen, io }: Chat,
): Promise<void> {
  const { commands } = await client.request("slash_list");
  const command = commands.find((one) => one.name === name);
  if (!command) return io.print(`There is no /${plain(name)}; /help shows what there is`);
  const args = slashArguments(command, text);
  if (command.options.some((option) => option.required && args[option.name] === undefined))
    return io.print(`It goes like this: ${plain(usageOf(command))}`);
  await client.request("slash_call", { channel: screen.channel(), command: name, args });
}

function usageOf({ name, options }: WireSlashCommand): string {
  const words = options.map((option) =>
    option.required ? option.name.toUpperCase() : `[${option.name.toUpperCase()}]`,
  );
  return [`/${name}`, ...words].join(" ");
}

/**
 * The arguments of a call, from the words that follow its name: one for each option, in their order. The last option takes
 * all that is left; quotes hold the words of another one together.
 */
export function slashArguments(
  { options }: Pick<WireSlashCommand, "options">,
  text: string,
): Record<string, string> {
  const args: [string, string][] = [];
  let rest = text.trim();
  for (const [index, { name }] of options.entries()) {
    if (rest === "") break;
    const isLast = index === options.length - 1;
    const [whole, quoted, word] = /^(?:"([^"]*)"(?=\s|$)|(\S+))\s*/.exec(rest) ?? [rest];
    const takesAll = isLast && whole !== rest;
    args.push([name, takesAll ? rest : (quoted ?? word ?? rest)]);
    rest = rest.slice(whole.length);
  }
  return Object.fromEntries(args);
}

/** What the bot of a slash command offers for an option while it is typed. */
import type { Client } from "./client.ts";
import type { Request } from "./types.ts";

/** The server passes on no answer that takes longer. */
const longest = 10_000;

/**
 * Empty when the bot offers nothing, or doesn't answer.
 *
 * @throws what `request` throws
 * @example
 * const cities = await slashChoices(client, { channel: "general", command: "weather", option: "city", value: "Os" });
 */
export async function slashChoices(
  client: Pick<Client, "request" | "on">,
  fields: Request<"slash_autocomplete">,
): Promise<readonly string[]> {
  const came = new Map<string, readonly string[]>();
  let told = () => {};
  const stop = client.on("slash_choices", ({ query, choices }) => {
    came.set(query, choices);
    told();
  });
  try {
    const { query } = await client.request("slash_autocomplete", fields);
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve([]), longest);
      told = () => {
        const choices = came.get(query);
        if (!choices) return;
        clearTimeout(timer);
        resolve(choices);
      };
      told();
    });
  } finally {
    stop();
  }
}

/** Commands of the chat that let others in: bots, webhooks, invited people, and programs that use the protocol. */

import { type CommandName, httpAddress } from "../../client/index.ts";
import { printedJson } from "../text/printed-json.ts";
import type { Chat } from "./chat-command.ts";
import { plain } from "./plain.ts";

export async function makeBot([name = ""]: readonly string[], { client, io }: Chat): Promise<void> {
  const { bot, token } = await client.request("bot_create", { name });
  io.print(
    `The bot ${plain(bot.nickname ?? bot.username)} logs in with this token, shown only now: ${token}`,
  );
}

export async function makeWebhook(words: readonly string[], { client, screen, io }: Chat): Promise<void> {
  const channel = screen.channel();
  const { webhook } = await client.request("webhook_create", { channel, name: words.join(" ") });
  const address = `${httpAddress(client.url)}/webhooks/${webhook.id}/${webhook.token}`;
  io.print(`Programs post in #${plain(channel)} at ${plain(address)}`);
}

export async function makeInvite([uses = "0"]: readonly string[], { client, io }: Chat): Promise<void> {
  const max_uses = Number(uses);
  if (!Number.isSafeInteger(max_uses)) return io.print(`How many people is ${plain(uses)}?`);
  const { invite } = await client.request("invite_create", { max_uses });
  io.print(`Until ${new Date((invite.expires_at ?? 0) * 1000).toLocaleDateString()}: ${plain(invite.url)}`);
}

/** Sends any command with fields in JSON. For authors of bots and clients. */
export async function sendRequest(
  [command = ""]: readonly string[],
  { client, io }: Chat,
  text: string,
): Promise<void> {
  const json = text.slice(command.length).trim();
  const fields = json === "" ? {} : objectOf(json);
  if (fields === null) return io.print(`The fields are a JSON object, such as {"channel": "general"}`);
  // The server says what is wrong with names and fields.
  const answer = await client.request(command as CommandName, fields as never);
  io.print(plain(printedJson(answer, 2)));
}

function objectOf(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** What a member sees of a server over the typed client. */
import type { Client } from "../../../client/index.ts";
import type { WireMessage, WirePollEmbed } from "../../../src/protocol/objects.ts";
import { byText, rounded, type Seen, type SeenMessage, type SeenPoll } from "./seen.ts";

type Place = { readonly channel: string } | { readonly thread_id: string };

/** @param client of a member who views everything */
export async function seenByClient(client: Client): Promise<Seen> {
  const { val: channels } = await client.request("channels_get");
  const { users } = await client.request("users_list");
  const { roles } = await client.request("roles_list");
  const { emojis } = await client.request("emoji_get_all");
  const threads = (
    await Promise.all(
      channels
        .filter(({ type }) => type === "forum")
        .map(async ({ name }) => (await client.request("threads_get", { channel: name })).threads),
    )
  ).flat();
  const rooms: Record<string, SeenMessage[]> = {};
  for (const { name, type } of channels) {
    const messages = type === "text" ? await history(client, { channel: name }) : [];
    if (messages.length > 0) rooms[name] = messages;
  }
  for (const { id } of threads) rooms[`thread:${id}`] = await history(client, { thread_id: id });
  return {
    channels: channels.map(({ name, type, display_name, description, permissions }) => ({
      ...{ name, type, displayName: display_name ?? null, description: description ?? null },
      permissions,
    })),
    members: users
      .map(({ username, nickname, roles: held }) => ({ name: username, nickname, roles: held }))
      .toSorted((a, b) => byText(a.name, b.name)),
    roles: Object.values(roles)
      .toSorted((a, b) => a.position - b.position)
      .map(({ name }) => name),
    threads: threads
      .map(({ id, name, created_by, locked, archived, participants }) => ({
        ...{ id, name, createdBy: created_by, locked, archived },
        participants,
      }))
      .toSorted((a, b) => byText(a.id, b.id)),
    rooms,
    emojis: Object.entries(emojis)
      .map(([id, { name }]) => [Number(id), name] as const)
      .toSorted(([a], [b]) => a - b),
  };
}

async function history(client: Client, place: Place): Promise<SeenMessage[]> {
  const all: WireMessage[] = [];
  for (;;) {
    const start = all[0]?.id ?? 0;
    const page = await client.request("messages_get", { ...place, limit: 200, start });
    all.unshift(...page.messages);
    if (page.at_start) break;
  }
  return Promise.all(all.map(seenMessage));
}

async function seenMessage(message: WireMessage): Promise<SeenMessage> {
  const { id, user, content, timestamp, edited, pinned, reply_to, embeds = [], attachments = [] } = message;
  const poll = embeds.find((embed) => (embed as { type: string }).type === "poll") as
    | WirePollEmbed
    | undefined;
  return {
    ...{ id, author: user, content, at: rounded(timestamp) },
    ...{ edited: edited ?? false, pinned },
    replyTo: reply_to ? [reply_to.id, reply_to.user] : null,
    reactions: Object.entries(message.reactions ?? {}),
    poll: poll ? seenPoll(poll) : null,
    attachments: await Promise.all(
      attachments.map(async ({ name, url }) => [name, (await fetch(url)).ok] as const),
    ),
    webhook: message.webhook?.name ?? null,
    interaction: message.interaction?.command ?? null,
  };
}

function seenPoll({ poll }: WirePollEmbed): SeenPoll {
  const { id, question, allow_multiselect, ended, results } = poll;
  return {
    ...{ id, question, multiple: allow_multiselect, ended },
    results: results.map((result) => [result.id, result.votes, result.voters.toSorted(byText)] as const),
  };
}

/** Asking, voting and reading polls, as several test files do it. */
import type { Client, Place, WireMessage, WirePoll } from "../../client/index.ts";

export const lunch = {
  channel: "general",
  question: "Lunch?",
  options: ["Soup", { text: "Salad", emoji: "🥗" }],
};

export const ask = (by: Client, fields: object = {}) => by.request("poll_create", { ...lunch, ...fields });

export const vote = (by: Client, poll_id: string, ...option_ids: string[]) =>
  by.request("poll_vote", { poll_id, option_ids });

export const startFood = async (by: Client, channel = "help") =>
  (await by.request("thread_create", { channel, name: "Food" })).thread.id;

export const pollOf = (message: WireMessage | undefined) =>
  (message?.embeds?.[0] as { poll: WirePoll } | undefined)?.poll;

/** As the reader's own page of history shows it. */
export const shown = async (by: Client, at: Place = { channel: "general" }) =>
  pollOf((await by.request("messages_get", { ...at, limit: 1 })).messages[0]);

export const counts = (poll: Pick<WirePoll, "results"> | undefined) =>
  poll?.results.map(({ votes }) => votes);

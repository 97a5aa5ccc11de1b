/** Polls in a model: each is an embed of its message, and events say how it stands. */
import type { Events, WireMessage, WirePoll, WirePollEmbed } from "../types.ts";

/** The newest that events said of a poll. `own`: what the own user chose, if they said that. */
export interface PollNews {
  readonly packet: Events["poll_vote_update"] | Events["poll_end"];
  readonly own: readonly string[] | null;
}

function isPoll(embed: unknown): embed is WirePollEmbed {
  return (embed as Partial<WirePollEmbed>).type === "poll";
}

function mapPoll(message: WireMessage, change: (poll: WirePoll) => WirePoll): WireMessage {
  if (!message.embeds?.some(isPoll)) return message;
  const embeds = message.embeds.map((embed) =>
    isPoll(embed) ? { ...embed, poll: change(embed.poll) } : embed,
  );
  return { ...message, embeds };
}

function withOwn(poll: WirePoll, own: readonly string[]): WirePoll {
  const results = poll.results.map((option) => ({ ...option, voted: own.includes(option.id) }));
  return { ...poll, results, user_votes: [...own] };
}

/** A message as all are told of it, with the own votes, which only direct replies name. */
export function withVotesOf(message: WireMessage, before: WireMessage | undefined): WireMessage {
  const known = before?.embeds?.find(isPoll)?.poll.user_votes ?? [];
  return mapPoll(message, (poll) => (poll.user_votes ? poll : withOwn(poll, known)));
}

export function withPollNews(message: WireMessage, { packet, own }: PollNews): WireMessage {
  if (message.id !== packet.message_id) return message;
  const { results, total_votes, ended, ended_at } = packet.results;
  return mapPoll(message, (poll) =>
    withOwn({ ...poll, results, total_votes, ended, ended_at }, own ?? poll.user_votes ?? []),
  );
}

/** Voters carry names, like authors. */
export function withVoters(message: WireMessage, rename: (name: string) => string): WireMessage {
  return mapPoll(message, (poll) => ({
    ...poll,
    results: poll.results.map((option) => ({ ...option, voters: option.voters.map(rename) })),
  }));
}

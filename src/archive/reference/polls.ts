/** db/polls.json and db/poll_votes.json, by the message that asks. */
import type { Poll, PollOption } from "../../chat/polls.ts";
import { type Fields, isFields } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { newestVotes } from "../counted-poll.ts";
import { asText, fieldsOf, listOf, madeId, someText, timeOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type Findings, noteUnknownKeys } from "./findings.ts";
import type { People } from "./people.ts";

export type Votes = NonNullable<RecordOf<"message">["votes"]>;

export interface Polls {
  /**
   * The poll behind an embed of a message. Without a record it is over, and nobody voted.
   *
   * @returns null if the embed holds no question or no options
   */
  of(message: string, embed: Fields): { readonly poll: Poll; readonly votes: Votes } | null;
  /** The users who voted or asked, for whom there must be a name. */
  readonly users: readonly string[];
  /** Notes the polls whose message is gone. */
  finish(): void;
}

export interface PollTables {
  /** By id. */
  readonly polls: unknown;
  /** By the id of a poll. */
  readonly votes: unknown;
}

const file = "db/polls.json";
const votesFile = "db/poll_votes.json";

const knownKeys: ReadonlySet<string> = new Set([
  ...[
    "id",
    "message_id",
    "channel",
    "thread_id",
    "question",
    "options",
    "allow_multiselect",
    "expires_at",
    "created_by",
    "created_at",
    "ended",
    "ended_at",
  ],
]);

export function readPolls({ polls, votes }: PollTables, now: number, findings: Findings): Polls {
  const byMessage = new Map<string, { id: string; fields: Fields }>();
  for (const [id, fields] of Object.entries(fieldsOf(polls))) {
    findings.read("polls");
    const message = isFields(fields) ? someText(fields["message_id"]) : undefined;
    const place = `${file}: ${id}`;
    if (isFields(fields) && message !== undefined && !byMessage.has(message)) {
      byMessage.set(message, { id, fields });
      noteUnknownKeys(fields, knownKeys, { collection: "polls", place, findings });
    } else findings.skipped("polls", "no message, or the second poll of one", place, fields);
  }
  const cast = new Map<string, readonly Fields[]>();
  for (const [poll, list] of Object.entries(fieldsOf(votes))) {
    findings.read("votes", listOf(list).length);
    cast.set(poll, listOf(list).filter(isFields));
  }
  const used = new Set<string>();
  return {
    of(message, embed) {
      const record = byMessage.get(message);
      const shown = fieldsOf(embed["poll"]);
      const fields = { ...shown, ...record?.fields };
      const id = record && record.id.length <= limits.id ? record.id : madeId("poll", message);
      const question = someText(fields["question"]) ?? someText(embed["title"]);
      const options = optionsOf(fields["options"], () =>
        findings.repaired("polls", `options beyond ${mostOptions} were left out`, message),
      );
      if (question === undefined || options.length === 0) return null;
      if (record) used.add(record.id);
      else findings.repaired("polls", "no record of it: closed, without votes", message);
      const multiple = Boolean(fields["allow_multiselect"]);
      const counted = record ? votesOf(record.id, options, multiple) : [];
      findings.imported("polls");
      return {
        poll: { id, question, options, multiple, ...endOf(fields, record !== undefined, message) },
        votes: counted,
      };
    },
    users: [...cast.values()].flatMap((list) => list.flatMap(({ user_id }) => someText(user_id) ?? [])),
    finish() {
      for (const { id, fields } of byMessage.values()) {
        if (!used.has(id)) findings.skipped("polls", "its message is gone", `${file}: ${id}`, fields);
      }
      for (const [poll, list] of cast) {
        if (!used.has(poll))
          for (const vote of list)
            findings.skipped("votes", "its poll is gone", `${votesFile}: ${poll}`, vote);
      }
    },
  };

  function endOf(fields: Fields, isKnown: boolean, message: string): Pick<Poll, "expiresAt" | "endedAt"> {
    const given = fields["expires_at"] ?? null;
    const expiresAt = timeOf(given) ?? null;
    if (given !== null && expiresAt === null)
      findings.repaired("polls", `its end is not a valid time: ${asText(given)}`, message);
    const endedAt = timeOf(fields["ended_at"]) ?? null;
    if (endedAt !== null || fields["ended"] === true)
      return { expiresAt, endedAt: endedAt ?? expiresAt ?? now };
    if (!isKnown) return { expiresAt, endedAt: Math.min(expiresAt ?? now, now) };
    // The reference server didn't mark polls as ended that ran out.
    return { expiresAt, endedAt: expiresAt !== null && expiresAt <= now ? expiresAt : null };
  }

  /** Where one choice counts, the newest. */
  function votesOf(poll: string, options: readonly PollOption[], multiple: boolean): Votes {
    const known = new Set(options.map(({ id }) => id));
    const place = `${votesFile}: ${poll}`;
    const valid: Votes = [];
    for (const vote of cast.get(poll) ?? []) {
      const user = someText(vote["user_id"]);
      const option = asText(vote["option_id"]);
      if (user === undefined || !known.has(option))
        findings.skipped("votes", "no user, or an unknown option", place, vote);
      else valid.push({ user, option, at: timeOf(vote["voted_at"]) ?? 0 });
    }
    const votes = newestVotes(valid, multiple);
    for (let more = valid.length - votes.length; more > 0; more--)
      findings.repaired("votes", "a second vote of one user; the newest counts", place);
    findings.imported("votes", votes.length);
    return votes;
  }
}

/** The same with the people that the votes name. One person may have voted under two names. */
export function withPeople(votes: Votes, multiple: boolean, people: People): Votes {
  return newestVotes(
    votes.map((vote) => ({ ...vote, user: people.named(vote.user).id })),
    multiple,
  );
}

/** More than a poll ever had; a hand-made one could hold millions. */
const mostOptions = 100;

function optionsOf(value: unknown, onTooMany: () => void): PollOption[] {
  const options = new Map<string, PollOption>();
  for (const [index, item] of listOf(value).entries()) {
    if (options.size === mostOptions) {
      onTooMany();
      break;
    }
    const fields = typeof item === "string" ? { text: item } : fieldsOf(item);
    const id = fields["id"] === undefined || fields["id"] === null ? String(index) : asText(fields["id"]);
    if (options.has(id)) continue;
    const text = asText(fields["text"] ?? "");
    options.set(id, { id, text, emoji: someText(fields["emoji"]) ?? null, votes: 0, voters: null });
  }
  return [...options.values()];
}

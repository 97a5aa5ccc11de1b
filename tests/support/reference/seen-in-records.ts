/** What the records of an import show, and whether they are in the format. */
import { expect } from "bun:test";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import {
  type ArchiveRecord,
  type RecordKind,
  type RecordOf,
  recordKinds,
  recordSchemas,
} from "../../../src/archive/records.ts";
import type { Poll } from "../../../src/chat/polls.ts";
import { channelActions } from "../../../src/protocol/permissions.ts";
import { byText, rounded, type Seen, type SeenMessage } from "./seen.ts";

type Message = RecordOf<"message">;

export function recordsOf<Kind extends RecordKind>(
  records: readonly ArchiveRecord[],
  kind: Kind,
): RecordOf<Kind>[] {
  return records.filter((record): record is RecordOf<Kind> => record.kind === kind);
}

/** Fails unless each record has the format of its kind, and they come in the order of an archive. */
export function expectInFormat(records: readonly ArchiveRecord[]): void {
  const order = records.map(({ kind }) => recordKinds.indexOf(kind));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  for (const kind of recordKinds) {
    const schema = TypeCompiler.Compile(recordSchemas[kind]);
    for (const record of recordsOf(records, kind)) {
      const [problem] = schema.Errors(record);
      if (problem) throw new Error(`${kind} ${problem.path}: ${problem.message}: ${JSON.stringify(record)}`);
    }
  }
}

export function seenInRecords(records: readonly ArchiveRecord[]): Seen {
  const roles = new Map(recordsOf(records, "role").map(({ id, name }) => [id, name]));
  const names = new Map(recordsOf(records, "member").map(({ id, username }) => [id, username]));
  const rooms = new Map<string, string>();
  for (const { room, name } of recordsOf(records, "channel")) rooms.set(room, name);
  for (const { room, id } of recordsOf(records, "thread")) rooms.set(room, `thread:${id}`);
  const nameOf = (author: string) => names.get(author) ?? author;
  const roleOf = (id: string) => roles.get(id) ?? `no role ${id}`;
  const messages = Map.groupBy(recordsOf(records, "message"), ({ room }) => rooms.get(room) ?? room);
  return {
    channels: recordsOf(records, "channel").map(({ name, type, displayName, description, permissions }) => ({
      ...{ name, type, displayName: displayName ?? null, description: description ?? null },
      permissions: Object.fromEntries(
        channelActions.map((action) => {
          const rules = permissions[action] ?? [];
          const list = rules.map(({ role, blocks }) => `${blocks ? "!" : ""}${roleOf(role)}`);
          return [action, list.length > 0 ? list : ["owner"]];
        }),
      ),
    })),
    members: recordsOf(records, "member")
      .filter(({ leftAt }) => leftAt === undefined)
      .map(({ username, nickname, roles: held = [], ban }) => ({
        name: username,
        nickname: nickname ?? null,
        roles: [...(ban ? ["banned"] : []), ...held.map(roleOf)],
      }))
      .toSorted((a, b) => byText(a.name, b.name)),
    roles: [...roles.values()],
    threads: recordsOf(records, "thread")
      .map(({ id, name, createdBy, locked, archived, participants = [] }) => ({
        ...{ id, name, createdBy: nameOf(createdBy), locked: locked ?? false, archived: archived ?? false },
        participants: participants.map(nameOf),
      }))
      .toSorted((a, b) => byText(a.id, b.id)),
    rooms: Object.fromEntries(
      [...messages].map(([room, list]) => [room, list.map((one) => seenMessage(one, nameOf))]),
    ),
    emojis: recordsOf(records, "emoji").map(({ id, name }) => [id, name] as const),
  };
}

function seenMessage(message: Message, nameOf: (author: string) => string): SeenMessage {
  const { id, author, content, at, editedAt, pinned, replyTo, reactions = [], attachments = [] } = message;
  const poll = (message.embeds ?? []).map((embed) => (embed as { poll?: Poll }).poll).find(Boolean);
  return {
    ...{ id, author: nameOf(author), content, at: rounded(at / 1e6) },
    ...{ edited: editedAt !== undefined, pinned: pinned ?? false },
    replyTo: replyTo ? [replyTo.id, nameOf(replyTo.author)] : null,
    reactions: reactions.map(({ emoji, users }) => [emoji, users.map(nameOf)] as const),
    poll: poll ? seenPoll(poll, message.votes ?? [], nameOf) : null,
    attachments: attachments.map(({ name, file }) => [name, file !== undefined] as const),
    webhook: message.webhook?.name ?? null,
    interaction: message.interaction?.command ?? null,
  };
}

function seenPoll(poll: Poll, votes: NonNullable<Message["votes"]>, nameOf: (author: string) => string) {
  const { id, question, options, multiple, endedAt } = poll;
  return {
    ...{ id, question, multiple, ended: endedAt !== null },
    results: options.map(({ id: option }) => {
      const cast = votes.filter((vote) => vote.option === option).map(({ user }) => nameOf(user));
      return [option, cast.length, endedAt === null ? [] : cast.toSorted(byText)] as const;
    }),
  };
}

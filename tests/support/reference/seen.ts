/** What people see of a server, in one shape for the model, the records of an import, and the server itself. */

import { keeps, type Model, type ModelMessage, type ModelPoll } from "./model.ts";
import { allMessages } from "./tables.ts";

export interface SeenMessage {
  readonly id: string;
  readonly author: string;
  readonly content: string;
  /** Unix seconds. */
  readonly at: number;
  readonly edited: boolean;
  readonly pinned: boolean;
  readonly replyTo: readonly [id: string, author: string] | null;
  readonly reactions: readonly (readonly [emoji: string, users: readonly string[]])[];
  readonly poll: SeenPoll | null;
  /** Name, and whether the file is there. */
  readonly attachments: readonly (readonly [name: string, there: boolean])[];
  readonly webhook: string | null;
  readonly interaction: string | null;
}

export interface SeenPoll {
  readonly id: string;
  readonly question: string;
  readonly multiple: boolean;
  readonly ended: boolean;
  /** By option: votes, and who voted once it has ended. */
  readonly results: readonly (readonly [option: string, votes: number, voters: readonly string[]])[];
}

export interface Seen {
  readonly channels: readonly {
    readonly name: string;
    readonly type: string;
    readonly displayName: string | null;
    readonly description: string | null;
    readonly permissions: Readonly<Record<string, readonly string[]>>;
  }[];
  /** In the order of the names. */
  readonly members: readonly {
    readonly name: string;
    readonly nickname: string | null;
    readonly roles: readonly string[];
  }[];
  readonly roles: readonly string[];
  readonly threads: readonly {
    readonly id: string;
    readonly name: string;
    readonly createdBy: string;
    readonly locked: boolean;
    readonly archived: boolean;
    readonly participants: readonly string[];
  }[];
  /** By channel name or `thread:<id>`. */
  readonly rooms: Readonly<Record<string, readonly SeenMessage[]>>;
  readonly emojis: readonly (readonly [id: number, name: string])[];
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** The least that a time may differ by and count as another. */
export const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

export function seenInModel(model: Model): Seen {
  const { era, users, channels, emojis } = model;
  return {
    channels: channels.map(({ name, type, displayName, description, permissions }) => ({
      ...{ name, type, displayName, description },
      permissions:
        type === "separator"
          ? { ...permissions, send: ["owner"], delete: ["owner"], pin: ["owner"] }
          : permissions,
    })),
    // The oldest servers knew nobody's id, so there are no members until people log in.
    members: keeps.ids(era)
      ? users
          .map(({ name, nickname, roles, banned }) => ({
            ...{ name, nickname },
            roles: banned ? ["banned", ...roles] : roles,
          }))
          .toSorted((a, b) => byText(a.name, b.name))
      : [],
    roles: ["owner", "admin", "moderator", "user", "artist"],
    threads: channels
      .flatMap(({ threads }) => threads)
      .map(({ id, name, createdBy, locked, archived, participants }) => ({
        ...{ id, name, createdBy: createdBy.name, locked, archived },
        participants: participants.map((person) => person.name),
      }))
      .toSorted((a, b) => byText(a.id, b.id)),
    rooms: Object.fromEntries(
      [...Map.groupBy(allMessages(model), ({ room }) => room)].map(([room, list]) => [
        room,
        list.map(({ message }) => seenMessage(message)),
      ]),
    ),
    emojis: emojis.map(({ id, name }) => [id, name] as const),
  };
}

function seenMessage(message: ModelMessage): SeenMessage {
  const { id, author, content, at, edited, pinned, replyTo, reactions } = message;
  return {
    ...{ id, author: author.name, content, at: rounded(at), edited, pinned },
    replyTo: replyTo && [replyTo.id, replyTo.author.name],
    reactions: reactions.map(({ emoji, users }) => [emoji, users.map(({ name }) => name)] as const),
    poll: message.poll && seenPoll(message.poll),
    attachments: message.attachments.map(({ name, gone }) => [name, !gone] as const),
    webhook: message.webhook?.name ?? null,
    interaction: message.interaction?.command ?? null,
  };
}

function seenPoll({ id, question, options, multiple, endedAt, votes }: ModelPoll): SeenPoll {
  const results = options.map(({ id: option }) => {
    const cast = votes.filter((vote) => vote.option === option).map(({ user }) => user.name);
    return [option, cast.length, endedAt === null ? [] : cast.toSorted(byText)] as const;
  });
  return { id, question, multiple, ended: endedAt !== null, results };
}

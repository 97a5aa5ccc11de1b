/** What the tests that walk the registry must know of each command, and can't see in its definition. */
import type { Static } from "@sinclair/typebox";
import type { commands } from "../../../src/handlers/registry.gen.ts";

export type CommandName = keyof typeof commands;
type RequestOf<Name extends CommandName> = (typeof commands)[Name]["request"];

/** What a field can name that can be deleted or hidden; `asking`: the message of a poll. */
export type Kind = Hidden | "role" | "user";
/** These lie in channels, so that some members may not view them. */
export type Hidden = "channel" | "thread" | "message" | "poll" | "asking";

export const hiddenKinds: ReadonlySet<Kind | null> = new Set<Kind>([
  "channel",
  "thread",
  "message",
  "poll",
  "asking",
]);

export type Fields = Readonly<Record<string, unknown>>;

export interface Row<Name extends CommandName = CommandName> {
  /** What each field names; null: nothing of that. */
  readonly names: { readonly [Field in keyof RequestOf<Name>["properties"]]-?: Kind | null };
  /** What a request needs besides that. */
  readonly right?: Partial<Static<RequestOf<Name>>>;
  /**
   * What the answer tells of channels and of what lies in them.
   *
   * - `named`: of what the request names, which must be in sight, and of nothing else.
   * - `each`: of several channels; the command checks each of them.
   * - `nothing`: nothing, and why. A test compares it with the answers.
   */
  readonly tells: "named" | "each" | { readonly nothing: string };
  /**
   * The lists that it answers with, by what tells them apart, and how they are asked for; null: it answers with none.
   * Something that was deleted is in none of them.
   *
   * @param text in what is looked for
   */
  readonly lists: ((text: string) => Readonly<Record<string, Partial<Static<RequestOf<Name>>>>>) | null;
  /** Of the answer, what may not hold anything that was deleted. Default: all of it. */
  holds?(answer: never): unknown;
  /** The fields of an answer that succeeds with nothing, where other commands refuse. */
  readonly empty?: Fields;
  /** It takes away what it names, or does so only once: not asked of something that is to stay. */
  readonly ends?: true;
  /** What becomes of it while the disk is almost full; "refused" for a definition with `adds`. */
  readonly whileLow: "refused" | "partly" | "works";
}

/** A row as walkers read it. */
export interface AnyRow {
  readonly names: Readonly<Record<string, Kind | null>>;
  readonly right?: Fields;
  readonly tells: Row["tells"];
  readonly lists: ((text: string) => Readonly<Record<string, Fields>>) | null;
  holds?(answer: never): unknown;
  readonly empty?: Fields;
  readonly ends?: true;
  readonly whileLow?: Row["whileLow"];
}

/** Rows of all commands. */
export type Rows = { readonly [Name in CommandName]: Row<Name> };
/** Rows of one subject. */
export type SomeRows = Partial<Rows>;

/** Fields that most commands about messages have. */
export const place = { channel: "channel", thread_id: "thread" } as const;
export const message = { ...place, id: "message" } as const;

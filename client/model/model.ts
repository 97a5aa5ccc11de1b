/** What a client knows of the server, as a value: each change makes a new one and shares what stayed. */

import type {
  EventName,
  Events,
  Place,
  WireChannel,
  WireEmoji,
  WireMessage,
  WirePushSettings,
  WireReminder,
  WireRole,
  WireScheduled,
  WireSlashCommand,
  WireSticker,
  WireUser,
} from "../types.ts";
import type { Mark } from "./marks.ts";
import type { PollNews } from "./polls.ts";

export interface Model {
  /** Id of the own user. */
  readonly me: string;
  /** What the server shows of itself; null: it is an older one, which does not tell. */
  readonly server: ServerFace | null;
  /** Members by id. */
  readonly members: ReadonlyMap<string, WireUser>;
  /** By name, highest first. */
  readonly roles: ReadonlyMap<string, WireRole>;
  /** What the own user may view, in order. */
  readonly channels: readonly WireChannel[];
  /** The newest part of the history of each opened place: a channel by its name, a thread by `thread:<id>`. */
  readonly histories: ReadonlyMap<string, History>;
  /** By place: the part around a message that was jumped to, while it doesn't reach to the history of the place. */
  readonly excerpts: ReadonlyMap<string, History>;
  /** By place; none where nothing is unread. As the server says, and counted on from there. */
  readonly unread: ReadonlyMap<string, Unread>;
  /** Custom emojis of the server, by id. */
  readonly emojis: ReadonlyMap<string, WireEmoji>;
  /** Stickers of the server, by id. */
  readonly stickers: ReadonlyMap<string, WireSticker>;
  /** The own scheduled messages, by id. */
  readonly scheduled: ReadonlyMap<string, WireScheduled>;
  /** The own reminders, by id. Those whose time has come stay until they are deleted. */
  readonly reminders: ReadonlyMap<string, WireReminder>;
  /** The slash commands that can be called, by name. */
  readonly slashes: ReadonlyMap<string, WireSlashCommand>;
  /** What the own user is not told of; null: the server has no web push. */
  readonly pushSettings: WirePushSettings | null;
  /** Pages that were asked for and have not come. */
  readonly loading: ReadonlyMap<number, Loading>;
}

/** "" for what there is not. */
export type ServerFace = Omit<Events["server_update"], "cmd">;

export interface History {
  /** Oldest first and without gaps: up to the newest, or to the end of an excerpt. */
  readonly messages: readonly WireMessage[];
  /** Complete from this time on, in Unix seconds; 0 = from the first message. */
  readonly from: number;
}

export interface Unread {
  readonly messages: number;
  /** How many of them call the own user. */
  readonly pings: number;
  /** The newest of them, as far as they came as events, in their order: ids, and whether each calls. */
  readonly news: ReadonlyMap<string, boolean>;
}

/** A page is read from the database while events go on, so what they said meanwhile is kept until it comes. */
export interface Loading {
  readonly place: string;
  /** New or edited since, newest version. */
  readonly seen: readonly WireMessage[];
  readonly deleted: ReadonlySet<string>;
  /** Reactions and pins since, in their order; the page may hold some of them already. */
  readonly marks: readonly Mark[];
  /** By the id of the message. */
  readonly polls: ReadonlyMap<string, PollNews>;
}

/** What each event makes of the model. */
export type Reducers = { readonly [Name in EventName]: (model: Model, packet: Events[Name]) => Model };

/** The key of a place; no channel is named like a thread's. */
export function placeOf(packet: { readonly channel: string; readonly thread_id?: string | null }): string {
  return packet.thread_id ? `${threadPrefix}${packet.thread_id}` : packet.channel;
}
export const threadPrefix = "thread:";

/** The place as the fields of a request. */
export function requestPlace(place: string): Place {
  return place.startsWith(threadPrefix)
    ? { thread_id: place.slice(threadPrefix.length) }
    : { channel: place };
}

/** Knows nothing yet. @param me id of the own user */
export function emptyModel(me: string): Model {
  return {
    me,
    server: null,
    members: new Map(),
    roles: new Map(),
    channels: [],
    histories: new Map(),
    excerpts: new Map(),
    unread: new Map(),
    emojis: new Map(),
    stickers: new Map(),
    scheduled: new Map(),
    reminders: new Map(),
    slashes: new Map(),
    pushSettings: null,
    loading: new Map(),
  };
}

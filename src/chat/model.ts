/**
 * What the server knows about its members, roles and channels: the plain values that every rule in chat/ works on.
 * They hold ids; names are only on the wire.
 */
import type { ChannelType } from "../protocol/channel-fields.ts";
import type { ChannelAction } from "../protocol/permissions.ts";

export const statusNames = ["online", "idle", "dnd", "offline", "invisible"] as const;
export type StatusName = (typeof statusNames)[number];

export interface Status {
  readonly status: StatusName;
  /** At most 100 code points. */
  readonly text: string;
}

export type NamedPictureKind = "emoji" | "sticker";

/** A picture of this server with a name: a custom emoji or a sticker. */
export interface NamedPicture {
  /** Never given to another one: texts and reactions name it (compatibility.md#custom-emojis). */
  readonly id: number;
  /** Unique among those of its kind without regard to case. */
  readonly name: string;
  /** Never given to another picture, since caches keep it. */
  readonly fileName: string;
  /** Only of stickers. */
  readonly description: string | null;
}

export interface User {
  /** Opaque: a Rotur id, or `USR:local_<name>` for a local account. */
  readonly id: string;
  /** Unique without regard to case. */
  readonly username: string;
  readonly nickname: string | null;
  /** Role ids; the first gives the display colour. A ban is not a role here, see `bannedAt`. */
  readonly roles: readonly string[];
  readonly status: Status;
  /** URL of the picture, or null for the client's own choice. */
  readonly pfp: string | null;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Unix seconds, or null. On the wire a ban is the pseudo role `banned` in first place. */
  readonly bannedAt: number | null;
  /** End of a timeout in Unix seconds, or null. */
  readonly timeoutUntil: number | null;
  /** Unknown keys of the configured default user, shown in `ready`. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface Role {
  /** UUID, stable across renames. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** `#RGB` or `#RRGGBB`, or null. */
  readonly color: string | null;
  /** 2-6 such colours that a name is drawn in, or null. */
  readonly gradient: readonly string[] | null;
  readonly hoisted: boolean;
  readonly permissions: readonly string[];
  readonly selfAssignable: boolean;
  readonly category: string | null;
  /** 0 is the highest. */
  readonly position: number;
  /** Ids of the roles that may write `@&role`; empty: only owners, null: everybody. */
  readonly mentionableBy: readonly string[] | null;
  /** Names that it had, in lower case, the newest last: the configuration may still use one. */
  readonly formerNames: readonly string[];
}

/** One entry of a channel's list for an action: a role that is let in, or blocked (`!name` on the wire). */
export interface RoleRule {
  /** Role id. */
  readonly role: string;
  readonly blocks: boolean;
}

/** Every action's list, resolved: an empty list means nobody but owners. */
export interface ChannelPermissions {
  readonly lists: Readonly<Record<ChannelAction, readonly RoleRule[]>>;
  /** Role permissions that do not count in this channel. */
  readonly deny: readonly string[];
}

/** A conversation in a forum channel. Its messages are in a room of its own, like those of a channel. */
export interface Thread {
  /** UUID, on the wire. */
  readonly id: string;
  /** Internal key of its messages, from the same sequence as those of channels. */
  readonly room: number;
  /** Internal key of the forum. */
  readonly parent: number;
  /** 1-100 code points. */
  readonly name: string;
  /** User id. */
  readonly createdBy: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Nobody but holders of `manage_threads` writes here. */
  readonly locked: boolean;
  /** Archived; the next message brings it back. */
  readonly archived: boolean;
  /** In first place of `threads_get`. */
  readonly pinned: boolean;
  /** User ids in the order of joining, the creator first. */
  readonly participants: readonly string[];
}

/** The newest message of a channel or thread: what lists show and where the next message goes. */
export interface RoomTail {
  readonly lastMessageId: string;
  /** Microseconds since the epoch. */
  readonly lastMessageAt: number;
}

export interface Channel {
  /** Internal key, never on the wire; a rename keeps everything attached to it. */
  readonly id: number;
  readonly name: string;
  readonly type: ChannelType;
  readonly displayName: string | null;
  readonly description: string | null;
  /** http(s) URL, or null. */
  readonly icon: string | null;
  /** Height of a separator in pixels, 0-1000, or null. */
  readonly size: number | null;
  /** Seconds that a member waits between messages, 0-21600; 0 = no wait. */
  readonly slowMode: number;
  /** Days after which messages are deleted, threads' too; 0: never; null: the configuration's default. */
  readonly retentionDays: number | null;
  readonly permissions: ChannelPermissions;
  /** Unknown keys of imported or hand-edited channels, kept but never sent. */
  readonly extra: Readonly<Record<string, unknown>>;
}

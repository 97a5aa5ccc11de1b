/**
 * What a node holds in memory: members, roles, channels, who is online. Loaded at start, changed only by
 * `apply`, after the change was stored. Everybody else gets the read-only face.
 */
import { withoutPrefix } from "../protocol/local-names.ts";
import { nameKey, skeleton } from "../text/skeleton.ts";
import { attachmentsPath } from "./attachments.ts";
import { type CallMember, createCalls } from "./calls.ts";
import { isLocal, registeredName } from "./local-accounts.ts";
import type {
  Channel,
  NamedPicture,
  NamedPictureKind,
  Role,
  RoomTail,
  Status,
  Thread,
  User,
} from "./model.ts";
import { createNamedPictures, type MutableNamedPictures, type NamedPictures } from "./named-pictures.ts";
import { type RoleBook, roleBook } from "./permissions.ts";
import { pictureIdIn } from "./pictures.ts";
import { type ProvidedSlash, providedSlashes, type SlashProvider } from "./slash.ts";

/** What became true. Stored before it is applied. */
export type Change =
  /** Members who joined or changed; replaced as a whole. */
  | { readonly type: "users"; readonly users: readonly User[] }
  | { readonly type: "user_left"; readonly id: string }
  /** An author who never was a member, in whose place erased users come. */
  | { readonly type: "former"; readonly id: string; readonly username: string }
  /** A former member is known by another id from now on. */
  | { readonly type: "user_erased"; readonly id: string; readonly as: string }
  /** All roles as they are now. */
  | { readonly type: "roles"; readonly roles: readonly Role[] }
  /** All channels as they are now, in order. */
  | { readonly type: "channels"; readonly channels: readonly Channel[] }
  /** A thread that is new or changed; replaced as a whole. */
  | { readonly type: "thread"; readonly thread: Thread }
  | { readonly type: "thread_gone"; readonly id: string }
  /** The newest message of a room, which is a channel or a thread, or null when it is empty now. */
  | { readonly type: "tail"; readonly room: number; readonly tail: RoomTail | null }
  /** An emoji or a sticker that is new or changed. */
  | { readonly type: "named_picture"; readonly kind: NamedPictureKind; readonly picture: NamedPicture }
  | { readonly type: "named_picture_gone"; readonly kind: NamedPictureKind; readonly id: number }
  /** A connection of this user logged in (+1) or closed (-1). */
  | { readonly type: "presence"; readonly id: string; readonly delta: 1 | -1 }
  /** Others see this status of the user, whatever the user sets, until it is null. */
  | { readonly type: "status_held"; readonly id: string; readonly shown: Status | null }
  /** The slash commands that a connection offers from now on; none when it has ended. */
  | { readonly type: "slash_commands"; readonly provider: SlashProvider }
  /** A member joined a call, or is muted in it or not any more. */
  | { readonly type: "call"; readonly member: CallMember }
  | { readonly type: "call_left"; readonly user: string };

export interface State {
  /** In the order of joining; banned ones included. */
  readonly users: ReadonlyMap<string, User>;
  readonly roles: RoleBook;
  /** In display order. */
  readonly channels: readonly Channel[];
  /** Grows with every change of a member, a role or somebody's presence: a key for caches. */
  readonly membersVersion: number;
  userByName(name: string): User | undefined;
  /** Members with this nickname, without regard to case; the first `most` of them. */
  usersByNickname(nickname: string, most: number): readonly User[];
  /** Members whose username, with or without the prefix of local accounts, has the same skeleton as this text. */
  usersNamedLike(name: string): readonly User[];
  /** Has a member this picture? */
  hasPicture(id: string): boolean;
  /** The custom emojis and the stickers of the server. */
  readonly namedPictures: Readonly<Record<NamedPictureKind, NamedPictures>>;
  channelById(id: number): Channel | undefined;
  /** By the exact name, else by one that differs only in how accents are written (NFC). */
  channelByName(name: string): Channel | undefined;
  threadById(id: string): Thread | undefined;
  threadOfRoom(room: number): Thread | undefined;
  /** Threads of a forum, oldest first. */
  threadsOf(channel: number): readonly Thread[];
  /** Pinned ones first, then those with the newest activity: their newest message, or their beginning. */
  threadsByActivity(channel: number): readonly Thread[];
  /** Grows with every change of a thread or its newest message: a key for caches. */
  readonly threadsVersion: number;
  /** The newest message of a room. */
  tail(room: number): RoomTail | null;
  /** The name to show for a message's author: the member's, the last name of a former member, or the text itself. */
  authorName(author: string): string;
  /**
   * Until when a newcomer is timed out from an earlier membership, in Unix seconds; null if they are not. Accounts of
   * this server get a new id when they register again. So of those that registered or left under the name, the one
   * that left last counts: a timeout that was lifted since stays lifted.
   */
  formerTimeout(newcomer: Pick<User, "id" | "username">): number | null;
  /** Is it the id of a former member, and of no member now? */
  hasLeft(id: string): boolean;
  /** Ids of former members who left with this username, in any case; the latest to leave comes last. */
  idsOfFormer(username: string): readonly string[];
  /** The address of an uploaded file. */
  attachmentUrl(id: string): string;
  connections(userId: string): number;
  /** Users with at least one connection. */
  online(): Iterable<string>;
  /** The status that others see of a connected user: the real one, or the last that they were told of. */
  shownStatus(user: User): Status;
  /** Users whose newest status others have not been told of. */
  statusesHeld(): Iterable<string>;
  /** Slash commands by connection. Those that registered last come last. */
  readonly slashProviders: ReadonlyMap<string, SlashProvider>;
  /** The slash commands of bots that can be called, by name. */
  readonly slashes: ReadonlyMap<string, ProvidedSlash>;
  /** The members in calls, by user id. */
  readonly calls: ReadonlyMap<string, CallMember>;
  /** The members in a voice channel, in the order of joining. */
  callIn(channel: number): readonly CallMember[];
}

export interface MutableState extends State {
  apply(change: Change): void;
}

/** What is kept of a member who left. */
interface Former {
  readonly username: string;
  /** Unix seconds, or null. */
  readonly timeoutUntil: number | null;
}

export interface InitialState {
  readonly users: readonly User[];
  /** In the order of leaving. */
  readonly former: readonly (Former & { readonly id: string })[];
  readonly roles: readonly Role[];
  readonly channels: readonly { readonly channel: Channel; readonly tail: RoomTail | null }[];
  /** Oldest first. */
  readonly threads: readonly { readonly thread: Thread; readonly tail: RoomTail | null }[];
  /** By id. Default: none. */
  readonly emojis?: readonly NamedPicture[];
  readonly stickers?: readonly NamedPicture[];
}

/** @param base gives what addresses of files begin with; without it they begin with a slash */
export function createState(initial: InitialState, base: () => string = () => ""): MutableState {
  const users = new Map<string, User>();
  const byName = new Map<string, User>();
  const byNickname: IdsByName = new Map();
  const bySkeleton: IdsByName = new Map();
  /** Ids of members by the id of their picture. */
  const byPicture: IdsByName = new Map();
  const former = new Map<string, Former>();
  const formerByName: IdsByName = new Map();
  const tails = new Map<number, RoomTail>();
  const present = new Map<string, number>();
  const held = new Map<string, Status>();
  const namedPictures: Readonly<Record<NamedPictureKind, MutableNamedPictures>> = {
    emoji: createNamedPictures(initial.emojis ?? []),
    sticker: createNamedPictures(initial.stickers ?? []),
  };
  const threads = new Map<string, Thread>();
  const threadsByRoom = new Map<number, Thread>();
  /** By the forum's id. A thread keeps its place when it changes. */
  const threadsByParent = new Map<number, Map<string, Thread>>();
  const slashProviders = new Map<string, SlashProvider>();
  let slashes: ReadonlyMap<string, ProvidedSlash> = new Map();
  const calls = createCalls();
  let roles = roleBook(initial.roles);
  let channels: readonly Channel[] = [];
  let channelsById = new Map<number, Channel>();
  let channelsByName = new Map<string, Channel>();
  let channelsByComposedName = new Map<string, Channel>();
  let membersVersion = 0;
  let threadsVersion = 0;
  /** By the forum's id; gone with the next change there. */
  const sortedThreads = new Map<number, readonly Thread[]>();

  function forget(id: string): void {
    const before = users.get(id);
    if (!before) return;
    const key = nameKey(before.username);
    if (byName.get(key)?.id === id) byName.delete(key);
    for (const look of skeletons(before)) removeFrom(bySkeleton, look, id);
    if (before.nickname !== null) removeFrom(byNickname, nameKey(before.nickname), id);
    const picture = before.pfp === null ? null : pictureIdIn(before.pfp);
    if (picture !== null) removeFrom(byPicture, picture, id);
  }

  function remember(user: User): void {
    users.set(user.id, user);
    byName.set(nameKey(user.username), user);
    for (const look of skeletons(user)) addTo(bySkeleton, look, user.id);
    const left = former.get(user.id);
    if (left) removeFrom(formerByName, nameKey(left.username), user.id);
    former.delete(user.id);
    if (user.nickname !== null) addTo(byNickname, nameKey(user.nickname), user.id);
    const picture = user.pfp === null ? null : pictureIdIn(user.pfp);
    if (picture !== null) addTo(byPicture, picture, user.id);
  }

  function keepFormer(id: string, { username, timeoutUntil }: Former): void {
    former.set(id, { username, timeoutUntil });
    addTo(formerByName, nameKey(username), id);
  }

  function replaceChannels(next: readonly Channel[]): void {
    channels = next;
    channelsById = new Map(next.map((channel) => [channel.id, channel]));
    channelsByName = new Map(next.map((channel) => [channel.name, channel]));
    channelsByComposedName = new Map(next.map((channel) => [channel.name.normalize("NFC"), channel]));
    for (const id of tails.keys()) if (!channelsById.has(id) && !threadsByRoom.has(id)) tails.delete(id);
  }

  function threadsChanged(parent: number): void {
    sortedThreads.delete(parent);
    threadsVersion++;
  }

  function threadsByActivity(channel: number): readonly Thread[] {
    let sorted = sortedThreads.get(channel);
    if (!sorted) {
      const activity = ({ room, createdAt }: Thread) =>
        tails.get(room)?.lastMessageAt ?? createdAt * 1_000_000;
      // Reversed, so that of two with the same time the newer one comes first.
      sorted = [...(threadsByParent.get(channel)?.values() ?? [])]
        .reverse()
        .sort((a, b) => Number(b.pinned) - Number(a.pinned) || activity(b) - activity(a));
      sortedThreads.set(channel, sorted);
    }
    return sorted;
  }

  function keepThread(thread: Thread): void {
    threadsChanged(thread.parent);
    threads.set(thread.id, thread);
    threadsByRoom.set(thread.room, thread);
    const siblings = threadsByParent.get(thread.parent);
    if (siblings) siblings.set(thread.id, thread);
    else threadsByParent.set(thread.parent, new Map([[thread.id, thread]]));
  }

  function dropThread({ id, room, parent }: Thread): void {
    threadsChanged(parent);
    threads.delete(id);
    threadsByRoom.delete(room);
    threadsByParent.get(parent)?.delete(id);
    if (threadsByParent.get(parent)?.size === 0) threadsByParent.delete(parent);
    tails.delete(room);
  }

  for (const one of initial.former) keepFormer(one.id, one);
  for (const user of initial.users) remember(user);
  replaceChannels(initial.channels.map((entry) => entry.channel));
  for (const { channel, tail } of initial.channels) if (tail) tails.set(channel.id, tail);
  for (const { thread, tail } of initial.threads) {
    keepThread(thread);
    if (tail) tails.set(thread.room, tail);
  }
  sortedThreads.clear();

  return {
    users,
    get roles() {
      return roles;
    },
    get channels() {
      return channels;
    },
    get membersVersion() {
      return membersVersion;
    },
    userByName: (name) => byName.get(nameKey(name)),
    usersByNickname: (nickname, most) => {
      const found: User[] = [];
      for (const id of byNickname.get(nameKey(nickname)) ?? []) {
        if (found.length >= most) break;
        const user = users.get(id);
        if (user) found.push(user);
      }
      return found;
    },
    usersNamedLike: (name) =>
      [...(bySkeleton.get(skeleton(name)) ?? [])].flatMap((id) => users.get(id) ?? []),
    hasPicture: (id) => byPicture.has(id),
    namedPictures,
    channelById: (id) => channelsById.get(id),
    channelByName: (name) => channelsByName.get(name) ?? channelsByComposedName.get(name.normalize("NFC")),
    threadById: (id) => threads.get(id),
    threadOfRoom: (room) => threadsByRoom.get(room),
    threadsOf: (channel) => [...(threadsByParent.get(channel)?.values() ?? [])],
    threadsByActivity,
    get threadsVersion() {
      return threadsVersion;
    },
    tail: (channel) => tails.get(channel) ?? null,
    authorName: (author) => users.get(author)?.username ?? former.get(author)?.username ?? author,
    formerTimeout: ({ id, username }) => {
      if (!isLocal({ id })) return former.get(id)?.timeoutUntil ?? null;
      let last: Former | null = null;
      // In the order of leaving.
      for (const [one, left] of former) {
        const hadTheName = registeredName(one) === username || nameKey(left.username) === nameKey(username);
        if (hadTheName) last = left;
      }
      return last?.timeoutUntil ?? null;
    },
    hasLeft: (id) => former.has(id),
    idsOfFormer: (username) => [...(formerByName.get(nameKey(username)) ?? [])],
    attachmentUrl: (id) => `${base()}${attachmentsPath}${id}`,
    connections: (userId) => present.get(userId) ?? 0,
    online: () => present.keys(),
    shownStatus: (user) => held.get(user.id) ?? user.status,
    statusesHeld: () => held.keys(),
    slashProviders,
    get slashes() {
      return slashes;
    },
    calls: calls.members,
    callIn: calls.in,
    apply(change) {
      switch (change.type) {
        case "users":
          // All old names go first: two members may have swapped theirs.
          for (const user of change.users) forget(user.id);
          for (const user of change.users) remember(user);
          membersVersion++;
          break;
        case "user_left": {
          const before = users.get(change.id);
          if (!before) break;
          forget(change.id);
          users.delete(change.id);
          held.delete(change.id);
          for (const thread of threads.values()) {
            if (!thread.participants.includes(change.id)) continue;
            keepThread({ ...thread, participants: thread.participants.filter((id) => id !== change.id) });
          }
          keepFormer(change.id, before);
          membersVersion++;
          break;
        }
        case "former":
          keepFormer(change.id, { username: change.username, timeoutUntil: null });
          break;
        case "user_erased": {
          const left = former.get(change.id);
          if (left) removeFrom(formerByName, nameKey(left.username), change.id);
          former.delete(change.id);
          for (const thread of threads.values()) {
            if (thread.createdBy === change.id) keepThread({ ...thread, createdBy: change.as });
          }
          membersVersion++;
          break;
        }
        case "roles":
          roles = roleBook(change.roles);
          membersVersion++;
          break;
        case "channels":
          replaceChannels(change.channels);
          break;
        case "thread":
          keepThread(change.thread);
          break;
        case "thread_gone": {
          const thread = threads.get(change.id);
          if (thread) dropThread(thread);
          break;
        }
        case "tail": {
          if (change.tail) tails.set(change.room, change.tail);
          else tails.delete(change.room);
          const thread = threadsByRoom.get(change.room);
          if (thread) threadsChanged(thread.parent);
          break;
        }
        case "named_picture":
          namedPictures[change.kind].keep(change.picture);
          break;
        case "named_picture_gone":
          namedPictures[change.kind].drop(change.id);
          break;
        case "presence": {
          const count = (present.get(change.id) ?? 0) + change.delta;
          if (count > 0) present.set(change.id, count);
          else present.delete(change.id);
          membersVersion++;
          break;
        }
        case "status_held":
          if (change.shown) held.set(change.id, change.shown);
          else held.delete(change.id);
          membersVersion++;
          break;
        case "slash_commands": {
          const { provider } = change;
          // Deleted first, so that it becomes the newest.
          slashProviders.delete(provider.connection);
          if (provider.commands.length > 0) slashProviders.set(provider.connection, provider);
          slashes = providedSlashes(slashProviders.values());
          break;
        }
        case "call":
          calls.keep(change.member);
          break;
        case "call_left":
          calls.drop(change.user);
          break;
      }
    },
  };
}

/** For names that several members may share. */
type IdsByName = Map<string, Set<string>>;

/** Of the username as it is, and as people type it. */
function skeletons({ username }: User): ReadonlySet<string> {
  return new Set([skeleton(username), skeleton(withoutPrefix(username))]);
}

function addTo(index: IdsByName, key: string, id: string): void {
  const sharing = index.get(key);
  if (sharing) sharing.add(id);
  else index.set(key, new Set([id]));
}

function removeFrom(index: IdsByName, key: string, id: string): void {
  const sharing = index.get(key);
  sharing?.delete(id);
  if (sharing?.size === 0) index.delete(key);
}

/** Nothing was written in it: neither messages nor threads. */
export function isEmptyChannel(channel: Channel, state: State): boolean {
  return state.tail(channel.id) === null && state.threadsOf(channel.id).length === 0;
}

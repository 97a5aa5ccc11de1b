/** Members: their names, roles and presence. */
import type { Reply, WireUser } from "../types.ts";
import { mapMessages } from "./histories.ts";
import type { Model, Reducers } from "./model.ts";
import { withVoters } from "./polls.ts";
import { mapThreads } from "./threads.ts";
import { mapCalls } from "./voice.ts";

/** Of members who are disconnected, and of those who hide: the two look the same. */
const offline = { status: "offline", text: "" };

export const memberReducers = {
  user_join: (model, { user }) => withMember(model, user),
  user_connect: (model, { user }) => withMember(model, user),
  user_disconnect: (model, { username }) =>
    changeMember(model, username, (member) => ({ ...member, status: offline })),
  user_leave(model, { username }) {
    const member = memberNamed(model, username);
    if (!member) return model;
    const members = new Map(model.members);
    members.delete(member.id);
    // A member who left takes part in no thread.
    return mapThreads({ ...model, members }, (thread) => ({
      ...thread,
      participants: thread.participants.filter((name) => name !== member.username),
    }));
  },
  user_updated(model, { user_id, username, nickname, pfp }) {
    const member = model.members.get(user_id);
    if (!member) return model;
    const picture = pfp === undefined ? {} : { pfp };
    return withMember(renamed(model, member.username, username), {
      ...member,
      username,
      nickname,
      ...picture,
    });
  },
  user_update(model, { user, username, nickname }) {
    // `user_updated` comes first and knows the id; alone, this does the same by name.
    const after = changeMember(model, user, (member) => ({ ...member, username, nickname }));
    // Banned ones are no members here, but their messages are, and get the new name too.
    return renamed(after, user, username);
  },
  nickname_update: (model, { user, nickname }) => withNickname(model, user, nickname),
  nickname_remove: (model, { user }) => withNickname(model, user, null),
  user_roles_get: (model, { user, roles, color }) =>
    changeMember(model, user, (member) => ({
      ...member,
      roles,
      color,
      gradient: model.roles.get(roles[0] ?? "")?.gradient ?? null,
    })),
  status_get: (model, { username, status }) =>
    changeMember(model, username, (member) => ({ ...member, status })),
  users_list(model, { users }) {
    const after = withMembers(model, { users });
    const own = model.members.get(model.me);
    // The list shows hidden members as offline, also to themselves.
    return own ? changeMember(after, own.username, (member) => ({ ...member, status: own.status })) : after;
  },
  users_online(model, { users }) {
    const online = new Map(users.map((user) => [user.id, user]));
    const members = new Map(model.members);
    for (const [id, member] of members) {
      // The list shows hidden members as offline, also to themselves.
      if (id === model.me) continue;
      members.set(id, online.get(id) ?? { ...member, status: offline });
    }
    return { ...model, members };
  },
} satisfies Partial<Reducers>;

export function withMembers(model: Model, { users }: Pick<Reply<"users_list">, "users">): Model {
  return { ...model, members: new Map(users.map((user) => [user.id, user])) };
}

/** The member of that username, in any case. */
export function memberNamed(model: Model, username: string): WireUser | undefined {
  const wanted = username.toLowerCase();
  for (const member of model.members.values()) if (member.username.toLowerCase() === wanted) return member;
  return undefined;
}

function withMember(model: Model, member: WireUser): Model {
  return { ...model, members: new Map(model.members).set(member.id, member) };
}

/** Banned ones are no members here, though events name them. */
function changeMember(model: Model, username: string, change: (member: WireUser) => WireUser): Model {
  const member = memberNamed(model, username);
  return member ? withMember(model, change(member)) : model;
}

function withNickname(model: Model, id: string, nickname: string | null): Model {
  const member = model.members.get(id);
  return member ? withMember(model, { ...member, nickname }) : model;
}

/** Messages carry names, and the server writes today's. */
function renamed(model: Model, before: string, after: string): Model {
  if (before === after) return model;
  const rename = (name: string) => (name === before ? after : name);
  const inCalls = mapCalls(model, (callers) =>
    callers.map((caller) => ({ ...caller, username: rename(caller.username) })),
  );
  const named = mapThreads(inCalls, (thread) => ({
    ...thread,
    created_by: rename(thread.created_by),
    participants: thread.participants.map(rename),
  }));
  const loading = new Map(named.loading);
  for (const [ticket, asked] of loading) {
    const marks = asked.marks.map((mark) => ("from" in mark ? { ...mark, from: rename(mark.from) } : mark));
    loading.set(ticket, { ...asked, marks });
  }
  return mapMessages({ ...named, loading }, (message) => ({
    ...withVoters(message, rename),
    user: rename(message.user),
    ...(message.reply_to && { reply_to: { ...message.reply_to, user: rename(message.reply_to.user) } }),
    pings: {
      ...message.pings,
      users: message.pings.users.map(rename),
      replies: message.pings.replies.map(rename),
    },
    ...(message.reactions && {
      reactions: Object.fromEntries(
        Object.entries(message.reactions).map(([emoji, users]) => [emoji, users.map(rename)]),
      ),
    }),
  }));
}

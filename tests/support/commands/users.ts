import { give, leaves, month, type Rows, refused, rest, tilda, withoutRest } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const tells = { nothing: "members belong to no channel" };
const user = { names: { user: "user" }, tells, lists: null } as const;
const given = { names: { user: "user", roles: "role" }, tells, lists: null } as const;
const expelled = { names: { user: "user", reason: null }, tells, lists: null, ends: true } as const;

export const rows = {
  nickname_remove: { names: {}, tells, lists: null, whileLow: "works" },
  nickname_update: {
    names: { nickname: null },
    right: { nickname: "N" },
    tells,
    lists: null,
    whileLow: "works",
  },
  pfp_get: { names: { username: "user" }, tells, lists: null, whileLow: "works" },
  pfp_set: {
    names: { url: null },
    right: { url: "https://example.org/a.png" },
    tells,
    lists: null,
    whileLow: "partly",
  },
  status_get: { ...user, whileLow: "works" },
  status_set: {
    names: { status: null, text: null },
    right: { status: "idle" },
    tells,
    lists: null,
    whileLow: "works",
  },
  user_ban: { ...expelled, empty: { banned: false }, whileLow: "works" },
  user_delete: { ...user, ends: true, whileLow: "works" },
  user_kick: { ...expelled, whileLow: "works" },
  // Refused whatever `channel` names.
  user_leave: { names: { channel: null }, tells, lists: null, ends: true, whileLow: "works" },
  user_roles_add: { ...given, whileLow: "works" },
  user_roles_get: {
    names: { user: "user" },
    tells,
    lists: () => ({ mira: { user: "mira" } }),
    whileLow: "works",
  },
  user_roles_remove: { ...given, whileLow: "works" },
  user_roles_set: { ...given, whileLow: "works" },
  user_timeout: {
    names: { user: "user", timeout: null },
    right: { timeout: 0 },
    tells,
    lists: null,
    whileLow: "works",
  },
  user_unban: { ...user, empty: { unbanned: false }, ends: true, whileLow: "works" },
  user_update: {
    names: { user: "user", updates: null },
    right: { updates: { nickname: "N" } },
    tells,
    lists: null,
    whileLow: "works",
  },
  users_banned: { names: {}, tells, lists: () => ({ all: {} }), whileLow: "works" },
  users_banned_list: { names: {}, tells, lists: () => ({ all: {} }), whileLow: "works" },
  users_list: { names: {}, tells, lists: () => ({ all: {} }), whileLow: "works" },
  users_online: { names: {}, tells, lists: () => ({ all: {} }), whileLow: "works" },
} satisfies SomeRows;

export const changing = {
  user_roles_add: {
    "a role, and a channel with it": ({ olga }) =>
      olga.request("user_roles_add", { user: "nora", roles: ["cook", "staff"] }),
    "one that she has": ({ olga }) => olga.request("user_roles_add", { user: "nora", roles: ["cook"] }),
    "refused: not permitted": ({ paul }) =>
      refused(paul.request("user_roles_add", { user: "paul", roles: ["staff"] }), "permission_required"),
  },
  user_roles_remove: {
    "a role, and a channel with it, from a member with two connections": ({ olga }) =>
      olga.request("user_roles_remove", { user: "mira", roles: ["staff"] }),
    "later messages, which she doesn't get": ({ olga }) =>
      olga.request("message_new", { channel: "vault", content: "she can't hear us" }),
    "refused: the last owner": ({ olga }) =>
      refused(olga.request("user_roles_remove", { user: "olga", roles: ["owner"] }), "last_owner"),
  },
  user_roles_set: {
    "another colour": ({ olga }) => give(olga, "paul", "cook", "user"),
    "the role gained, and a channel with it": ({ olga }) => give(olga, "nora", "staff", "user"),
    "used at once": ({ nora }) =>
      nora.request("message_new", { channel: "vault", content: "so this is where it is" }),
    "the role lost, by a holder with two connections": ({ olga }) => give(olga, "mira", "user"),
    "later messages, which she doesn't get": ({ olga }) =>
      olga.request("message_new", { channel: "vault", content: "she can't hear us" }),
    "the role back": ({ olga }) => give(olga, "mira", "user", "staff"),
    "lost and back within the second, with an older message gone between": async ({
      olga,
      mira,
      again,
      vault,
    }) => {
      await olga.request("channel_move", { name: "vault", position: 0 });
      await withoutRest([mira, again], async () => {
        await give(olga, "mira", "user");
        await olga.request("message_delete", { channel: "vault", id: vault.secret });
        await give(olga, "mira", "staff", "user");
      });
    },
    "taken again": ({ olga }) => give(olga, "mira", "user"),
    "and up again": ({ olga }) => give(olga, "mira", "staff", "user"),
    "nothing new": ({ olga }) => give(olga, "mira", "staff", "user"),
    "an owner more, and one less": async ({ olga }) => {
      await give(olga, "nora", "owner", "user");
      rest();
      await give(olga, "nora", "user");
    },
    "refused: not permitted": ({ paul }) => refused(give(paul, "paul", "staff"), "permission_required"),
  },
  user_timeout: {
    "a member is muted, and refused": async ({ olga, nora }) => {
      await olga.request("user_timeout", { user: "nora", timeout: month });
      await refused(nora.request("message_new", { channel: "general", content: "x" }), "timed_out");
    },
    "and may speak again": async ({ olga, paul }) => {
      await olga.request("user_timeout", { user: "paul", timeout: 0 });
      await paul.request("message_new", { channel: "general", content: "at last" });
    },
    "refused: oneself": ({ olga }) =>
      refused(olga.request("user_timeout", { user: "olga", timeout: 5 }), "cannot_act_on_self"),
  },
  user_ban: {
    "a guest, who posted and was mentioned": async ({ join, olga, mira }) => {
      const guest = await join("quinn");
      const { message } = await guest.request("message_new", { channel: "general", content: "hi @mira" });
      await mira.request("message_new", { channel: "general", content: "@quinn!", reply_to: message.id });
      await olga.request("user_ban", { user: "quinn", reason: "spam" });
    },
    "a hidden member with two connections and a role": async ({ join, olga }) => {
      const guest = await join("rosa");
      await join("rosa");
      await give(olga, "rosa", "staff", "user");
      await guest.request("status_set", { status: "invisible" });
      await olga.request("user_ban", { user: "rosa" });
    },
    "an offline member": async (cast) => {
      await leaves(await cast.join("zoe"), "zoe", cast);
      await cast.olga.request("user_ban", { user: "zoe" });
    },
    "what banned people's roles and names become": async ({ olga, staff }) => {
      await olga.request("role_update", { id: staff.id, name: "crew", color: "#0ff" });
      await give(olga, "rosa", "cook", "user");
    },
    "refused at the door": ({ join }) => refused(join("quinn"), "banned"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("user_ban", { user: "paul" }), "permission_required"),
    "refused: oneself": ({ olga }) =>
      refused(olga.request("user_ban", { user: "olga" }), "cannot_act_on_self"),
  },
  user_unban: {
    "a member who comes back": async ({ join, olga }) => {
      const guest = await join("quinn");
      await guest.request("status_set", { status: "dnd", text: "hm" });
      await olga.request("user_ban", { user: "quinn" });
      await olga.request("user_unban", { user: "quinn" });
    },
    "he comes": ({ join }) => join("quinn"),
    "a local account that was renamed meanwhile": async ({ local, olga }) => {
      const guest = await local({ register: tilda });
      await guest.request("message_new", { channel: "general", content: "hello, I'm tilda" });
      await olga.request("user_ban", { user: "USR:local_tilda" });
      await olga.request("user_update", { user: "USR:local_tilda", updates: { username: "matilda" } });
      await olga.request("user_unban", { user: "USR:local_matilda" });
    },
    nobody: ({ olga }) => olga.request("user_unban", { user: "quinn" }),
  },
  user_kick: {
    "a guest, whose words stay": async ({ join, olga, mira }) => {
      const guest = await join("quinn");
      await guest.request("message_new", { channel: "general", content: "hi @mira" });
      await olga.request("role_reorder", { roles: ["staff"] });
      await mira.request("user_roles_add", { user: "quinn", roles: ["cook"] });
      await mira.request("user_kick", { user: "quinn", reason: "enough" });
    },
    "he comes again, to be told anew": ({ join }) => join("quinn"),
    "refused: an owner": ({ mira }) => refused(mira.request("user_kick", { user: "olga" }), "hierarchy"),
  },
  user_delete: {
    "a guest, from two places": async ({ join, olga }) => {
      const guest = await join("quinn");
      await join("quinn");
      await guest.request("message_new", { channel: "general", content: "bye" });
      await olga.request("user_delete", { user: "quinn" });
    },
    "refused: not the owner": ({ mira }) =>
      refused(mira.request("user_delete", { user: "paul" }), "role_required"),
    "refused: the last owner": ({ olga }) =>
      refused(olga.request("user_delete", { user: "olga" }), "last_owner"),
  },
  user_update: {
    "a nickname": ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: "Mimi" } }),
    "another one": ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: " Mi " } }),
    none: ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: null } }),
    "the same again": ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: "" } }),
    "name and nickname of a local account that posted and was mentioned": async ({ local, olga }) => {
      const guest = await local({ register: tilda });
      const { message } = await guest.request("message_new", { channel: "general", content: "I'm tilda" });
      const reply = { channel: "general", content: "@USR:local_tilda!", reply_to: message.id };
      await olga.request("message_new", reply);
      const updates = { username: "matilda", nickname: "Mathilda" };
      await olga.request("user_update", { user: "USR:local_tilda", updates });
      await guest.request("message_new", { channel: "general", content: "I'm matilda" });
    },
    "refused: above": ({ mira }) =>
      refused(mira.request("user_update", { user: "olga", updates: { nickname: "x" } }), "hierarchy"),
    "refused: a name that isn't ours to give": ({ olga }) =>
      refused(olga.request("user_update", { user: "mira", updates: { username: "x" } }), "username_fixed"),
  },
  nickname_update: {
    "the own one, from a second place": ({ again }) =>
      again.request("nickname_update", { nickname: "  Mimi\u202e " }),
    "by a hidden member": async ({ nora }) => {
      await nora.request("status_set", { status: "invisible" });
      await nora.request("nickname_update", { nickname: "Norchen" });
    },
    "refused: muted": ({ paul }) =>
      refused(paul.request("nickname_update", { nickname: "Paulchen" }), "timed_out"),
    "refused: too long": ({ nora }) =>
      refused(nora.request("nickname_update", { nickname: "x".repeat(21) }), "invalid_field"),
  },
  nickname_remove: {
    "one that was there": async ({ nora }) => {
      await nora.request("nickname_update", { nickname: "No" });
      await nora.request("nickname_remove");
    },
    none: ({ olga }) => olga.request("nickname_remove"),
  },
  pfp_set: {
    "a picture, while visible": async ({ local }) => {
      const guest = await local({ register: tilda });
      await guest.request("status_set", { status: "dnd", text: "smile" });
      await guest.request("pfp_set", { url: "https://example.org/t.png" });
    },
    "one for the server to keep, while hidden": async ({ local }) => {
      const guest = await local({ login: tilda });
      await guest.request("status_set", { status: "invisible" });
      const gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
      await guest.request("pfp_set", { url: `data:image/gif;base64,${gif}` });
    },
    none: async ({ local }) => {
      const guest = await local({ login: tilda });
      await guest.request("pfp_set", { url: null });
    },
    "refused: Rotur's": ({ mira }) => refused(mira.request("pfp_set", { url: null }), "pfp_managed"),
  },
  user_leave: {
    "a guest, whose words stay": async ({ join, threads }) => {
      const guest = await join("quinn");
      const { message } = await guest.request("message_new", { channel: "general", content: "hi @mira" });
      await guest.request("message_new", { channel: "general", content: "bye", reply_to: message.id });
      await guest.request("thread_join", { thread_id: threads.crash });
      await guest.request("user_leave");
    },
    "he comes again": ({ join }) => join("quinn"),
    "a mentioned member with a role and two connections": async ({ join, olga }) => {
      const guest = await join("rosa");
      const second = await join("rosa");
      await give(olga, "rosa", "staff", "user");
      await olga.request("message_new", { channel: "vault", content: "welcome @rosa" });
      const closed = second.next("closed");
      await guest.request("user_leave");
      await closed;
    },
    "refused: the last owner": ({ olga }) => refused(olga.request("user_leave"), "last_owner"),
  },
  status_set: {
    "visible, with a text": ({ mira }) => mira.request("status_set", { status: "dnd", text: "reading" }),
    "hidden from others, not from himself": ({ again }) =>
      again.request("status_set", { status: "invisible", text: "gone" }),
    "another text while hidden": ({ mira }) => mira.request("status_set", { status: "offline", text: "?" }),
    "speaking while hidden": ({ mira }) =>
      mira.request("message_new", { channel: "general", content: "boo" }),
    "back again": ({ mira }) => mira.request("status_set", { status: "idle", text: "back" }),
    "the same once more": ({ again }) => again.request("status_set", { status: "idle", text: "back" }),
    "the muted may, without a new text": ({ paul }) => paul.request("status_set", { status: "dnd" }),
    "refused: muted": ({ paul }) =>
      refused(paul.request("status_set", { status: "dnd", text: "sulking" }), "timed_out"),
    "by each viewer": async ({ olga, nora, paul }) => {
      await olga.request("status_set", { status: "invisible" });
      await nora.request("status_set", { status: "idle" });
      await paul.request("status_set", { status: "online" });
      await olga.request("status_set", { status: "online", text: "here" });
    },
    "refused: too long": ({ nora }) =>
      refused(nora.request("status_set", { status: "idle", text: "x".repeat(101) }), "invalid_field"),
  },
} satisfies Rows;

export const reading = {
  pfp_get: { asked: ({ nora }) => nora.request("pfp_get", { username: "mira" }) },
  status_get: {
    asked: ({ mira }) => mira.request("status_get", { user: "paul" }),
    "the own one": ({ paul }) => paul.request("status_get", { user: "paul" }),
  },
  user_roles_get: { asked: ({ nora }) => nora.request("user_roles_get", { user: "mira" }) },
  users_banned: { asked: ({ mira }) => mira.request("users_banned") },
  users_banned_list: {
    asked: ({ olga }) => olga.request("users_banned_list"),
    refused: ({ nora }) => refused(nora.request("users_banned_list"), "permission_required"),
  },
  users_list: { asked: ({ again }) => again.request("users_list") },
  users_online: { asked: ({ mira }) => mira.request("users_online") },
} satisfies Rows;

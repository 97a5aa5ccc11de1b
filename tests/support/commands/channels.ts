import { everybody, onlyStaff, type Rows, refused, rest, update, withoutRest } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

export const rows = {
  channel_create: {
    names: {
      name: null,
      type: null,
      description: null,
      display_name: null,
      icon: null,
      size: null,
      slow_mode: null,
      retention_days: null,
      permissions: null,
    },
    right: { name: "another", type: "text" },
    tells: { nothing: "it answers with the channel that it makes" },
    lists: null,
    whileLow: "works",
  },
  channel_delete: { names: { name: "channel" }, tells: "named", lists: null, ends: true, whileLow: "works" },
  channel_move: {
    names: { name: "channel", position: null },
    right: { position: 0 },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  channel_update: {
    names: { current_name: "channel", updates: null },
    right: { updates: { description: "" } },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  channels_get: { names: {}, tells: "each", lists: () => ({ all: {} }), whileLow: "works" },
} satisfies SomeRows;

export const changing = {
  channel_create: {
    "for everybody": ({ olga }) =>
      olga.request("channel_create", { name: "garden", type: "text", permissions: everybody }),
    "for owners alone, by a member who won't see it": ({ mira }) =>
      mira.request("channel_create", { name: "office", type: "text" }),
    "for staff, and filled at once": async ({ mira, olga }) => {
      await olga.request("channel_create", {
        name: "Back Room",
        type: "text",
        display_name: "Back",
        description: "Quiet",
        permissions: onlyStaff,
      });
      await mira.request("message_new", { channel: "Back-Room", content: "anybody @olga?" });
    },
    "a line": ({ olga }) =>
      olga.request("channel_create", { name: "line", type: "separator", size: 20, permissions: everybody }),
    "refused: taken": ({ olga }) =>
      refused(olga.request("channel_create", { name: "TEA", type: "text" }), "channel_exists"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("channel_create", { name: "mine", type: "text" }), "permission_required"),
  },
  channel_update: {
    "a forum's name, with its threads": async ({ olga, nora, threads }) => {
      await olga.request("channel_update", { current_name: "help", updates: { name: "support" } });
      await nora.request("message_new", { thread_id: threads.crash, content: "still here" });
    },
    "a forum's list, so that it comes into sight": ({ olga }) =>
      olga.request("channel_update", {
        current_name: "den",
        updates: { permissions: { view: ["user"], send: ["staff"] } },
      }),
    "described, with a name to show": ({ mira }) =>
      update(mira, "general", { description: "Talk", display_name: "General", icon: "https://x.example/i" }),
    "slowed down, and no more": async ({ olga }) => {
      await update(olga, "general", { slow_mode: 30 });
      await update(olga, "tea", { slow_mode: 60 });
      await update(olga, "general", { slow_mode: null });
    },
    "with messages that go, and stay again": async ({ olga }) => {
      await update(olga, "general", { retention_days: 30 });
      await update(olga, "tea", { retention_days: 0 });
      await update(olga, "general", { retention_days: null });
    },
    "and that taken away": ({ olga }) => update(olga, "general", { description: null, display_name: "" }),
    renamed: ({ olga }) => update(olga, "general", { name: "lobby" }),
    "the private one renamed": ({ mira }) => update(mira, "vault", { name: "cellar" }),
    "written in under the new name": ({ mira }) =>
      mira.request("message_new", { channel: "lobby", content: "a new name" }),
    "names swapped": async ({ olga }) => {
      await update(olga, "lobby", { name: "spare" });
      await update(olga, "tea", { name: "lobby" });
      await update(olga, "spare", { name: "tea" });
    },
    "its send permission changed": ({ olga }) =>
      update(olga, "lobby", { permissions: { ...everybody, send: ["staff"] } }),
    "opened to all": ({ olga }) => update(olga, "cellar", { permissions: everybody }),
    "closed to some, who no longer get its messages": async ({ olga, mira }) => {
      await update(olga, "cellar", { permissions: onlyStaff });
      await mira.request("message_new", { channel: "cellar", content: "they can't hear us" });
    },
    "closed to the member who closes it": ({ mira }) =>
      update(mira, "cellar", { name: "pit", permissions: { view: ["owner"], send: ["owner"] } }),
    "opened again with what was said": ({ olga }) => update(olga, "pit", { permissions: onlyStaff }),
    "closed and opened within the second, with an older message gone between": async (cast) => {
      const { olga, nora, paul, messages } = cast;
      await olga.request("channel_move", { name: "tea", position: 9 });
      await withoutRest([nora, paul], async () => {
        await update(olga, "tea", { permissions: onlyStaff });
        await olga.request("message_delete", { channel: "tea", id: messages.answer });
        await update(olga, "tea", { permissions: everybody });
      });
    },
    "another type, of an empty one": ({ olga }) => update(olga, "talk", { type: "text" }),
    "and that undone": ({ olga }) => update(olga, "talk", { type: "voice" }),
    "refused: a type of one with messages": ({ olga }) =>
      refused(update(olga, "pit", { type: "voice" }), "channel_type_fixed"),
    "refused: out of sight": ({ nora }) =>
      refused(update(nora, "pit", { name: "mine" }), "permission_required"),
  },
  channel_move: {
    "to the top": ({ olga }) => olga.request("channel_move", { name: "tea", position: 0 }),
    "to the end, by a member who doesn't see all": async ({ olga, mira }) => {
      await olga.request("channel_create", { name: "office", type: "text" });
      rest();
      await mira.request("channel_move", { name: "general", position: 99 });
    },
    "to where it is": ({ olga }) => olga.request("channel_move", { name: "tea", position: 0 }),
    "the private one": ({ olga }) => olga.request("channel_move", { name: "vault", position: 0 }),
    "refused: not there": ({ mira }) =>
      refused(mira.request("channel_move", { name: "office", position: 0 }), "channel_not_found"),
  },
  channel_delete: {
    "with messages": ({ olga }) => olga.request("channel_delete", { name: "general" }),
    "an empty one, just after somebody wrote": async ({ nora, mira }) => {
      await nora.request("message_new", { channel: "tea", content: "the first and the last" });
      await mira.request("channel_delete", { name: "tea" });
    },
    "the private one, and at once another of the name": async ({ olga, mira }) => {
      await mira.request("channel_delete", { name: "vault" });
      await withoutRest([olga, mira], () =>
        olga.request("channel_create", { name: "vault", type: "text", permissions: onlyStaff }),
      );
      await mira.request("message_new", { channel: "vault", content: "silver" });
    },
    "and that again, before any list comes": async ({ olga, mira, again }) => {
      await olga.request("channel_create", { name: "line", type: "separator", permissions: everybody });
      await withoutRest([olga, mira, again], async () => {
        await mira.request("channel_delete", { name: "vault" });
        await olga.request("channel_create", { name: "vault", type: "text", permissions: onlyStaff });
        await mira.request("message_new", { channel: "vault", content: "copper" });
      });
    },
    "refused: out of sight": ({ nora }) =>
      refused(nora.request("channel_delete", { name: "vault" }), "permission_required"),
  },
} satisfies Rows;

export const reading = {
  channels_get: { asked: ({ nora }) => nora.request("channels_get") },
} satisfies Rows;

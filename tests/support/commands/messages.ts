import { pin, type Rows, react, refused, unreact } from "../fresh-state/cast.ts";
import { message, place, type SomeRows } from "../registry/row.ts";

const emoji = "🦊";
const reaction = {
  names: { ...message, emoji: null },
  right: { emoji },
  tells: "named",
  lists: null,
} as const;
const pinning = { names: { ...message, pinned: null }, tells: "named", lists: null } as const;

export const rows = {
  embeds_list: { names: message, tells: "named", lists: null, whileLow: "works" },
  message_delete: { names: message, tells: "named", lists: null, ends: true, whileLow: "works" },
  message_edit: {
    names: { ...message, content: null, embeds: null },
    right: { content: "edited" },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
  message_get: { names: message, tells: "named", lists: null, whileLow: "works" },
  message_history: { names: message, tells: "named", lists: null, whileLow: "works" },
  message_new: {
    names: {
      ...place,
      reply_to: "message",
      content: null,
      ping: null,
      embeds: null,
      attachments: null,
      // Passed over when it leads nowhere, as from clients that don't know threads.
      thread: null,
      alias: null,
      nonce: null,
    },
    right: { content: "hello" },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
  message_pin: { ...pinning, whileLow: "works" },
  message_react_add: { ...reaction, whileLow: "refused" },
  message_react_remove: { ...reaction, whileLow: "works" },
  message_replies: {
    names: { ...message, limit: null, after: "message" },
    tells: "named",
    lists: null,
    empty: { replies: [] },
    whileLow: "works",
  },
  message_unpin: { names: message, tells: "named", lists: null, whileLow: "works" },
  messages_around: {
    names: { ...place, around: "message", bounds: null },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  messages_get: {
    names: { ...place, start: null, limit: null },
    tells: "named",
    lists: () => ({ general: { channel: "general" } }),
    whileLow: "works",
  },
  messages_pinned: {
    names: place,
    tells: "named",
    lists: () => ({ general: { channel: "general" }, help: { channel: "help" } }),
    whileLow: "works",
  },
  messages_search: {
    names: { ...place, query: null, limit: null, before: "message" },
    right: { query: "hello" },
    tells: "each",
    lists: (text) => ({
      general: { channel: "general", query: text },
      help: { channel: "help", query: text },
      elsewhere: { channel: "general", query: `${text} in:${text}` },
    }),
    // The query comes back too.
    holds: ({ results }: { results: unknown }) => results,
    whileLow: "works",
  },
  pings_get: {
    names: { limit: null, offset: null },
    tells: "each",
    lists: () => ({ all: { limit: 100 } }),
    whileLow: "works",
  },
  reaction_add: { ...reaction, whileLow: "refused" },
  reaction_remove: { ...reaction, whileLow: "works" },
  typing: { names: { ...place, duration: null }, tells: "named", lists: null, whileLow: "works" },
} satisfies SomeRows;

export const changing = {
  message_new: {
    "in threads": async ({ nora, mira, threads, inCrash }) => {
      await mira.request("message_new", { thread_id: threads.heist, content: "@olga?" });
      await nora.request("message_new", { thread_id: threads.crash, content: "now", reply_to: inCrash });
    },
    "into an archived and locked thread, which awakes": ({ olga, threads }) =>
      olga.request("message_new", { thread_id: threads.rules, content: "and honest" }),
    "refused in threads": ({ nora, paul, threads }) =>
      Promise.all([
        refused(nora.request("message_new", { thread_id: threads.heist, content: "x" }), "thread_not_found"),
        refused(nora.request("message_new", { thread_id: threads.rules, content: "x" }), "thread_locked"),
        refused(nora.request("message_new", { channel: "help", content: "x" }), "channel_wrong_type"),
        refused(paul.request("message_new", { thread_id: threads.crash, content: "x" }), "timed_out"),
      ]),
    "by each permitted member": async ({ olga, mira, nora }) => {
      for (const author of [olga, mira, nora]) {
        await author.request("message_new", { channel: "general", content: `I'm ${author.name}` });
      }
    },
    "a reply with mentions": ({ again, messages }) =>
      again.request("message_new", {
        channel: "general",
        reply_to: messages.opening,
        content: "@nora @paul @&cook @&staff",
      }),
    "a reply that calls nobody": ({ nora, messages }) =>
      nora.request("message_new", {
        channel: "general",
        content: "psst",
        reply_to: messages.newest,
        ping: false,
      }),
    "the first of a channel": ({ nora }) =>
      nora.request("message_new", { channel: "tea", content: "tea is ready" }),
    "where few look": ({ olga }) => olga.request("message_new", { channel: "vault", content: "@nora owes" }),
    "with an embed": ({ mira }) =>
      mira.request("message_new", { channel: "tea", content: "look", embeds: [{ title: "Tea" }] }),
    "repeated by its nonce": async ({ nora }) => {
      const message = { channel: "tea", content: "once", nonce: "n1" };
      for (let time = 0; time < 2; time++) await nora.request("message_new", message);
    },
    "many at once": async ({ olga, mira, nora, again }) => {
      const posts = [olga, mira, nora, again].flatMap((author) =>
        [1, 2, 3].map((number) =>
          author.request("message_new", { channel: "general", content: `at once ${number}` }),
        ),
      );
      await Promise.all(posts);
    },
    "refused: muted": ({ paul }) =>
      refused(paul.request("message_new", { channel: "general", content: "let me" }), "timed_out"),
    "refused: out of sight": ({ nora }) =>
      refused(nora.request("message_new", { channel: "vault", content: "x" }), "channel_not_found"),
    "refused: empty": ({ mira }) =>
      refused(mira.request("message_new", { channel: "general", content: " " }), "message_empty"),
    "refused before login": ({ unauthenticated }) =>
      unauthenticated.ask({ cmd: "message_new", channel: "general", content: "x" }, "auth_error"),
  },
  message_edit: {
    "in a thread, by its forum's name": ({ nora, inCrash }) =>
      nora.request("message_edit", { channel: "help", id: inCrash, content: "since today" }),
    "the newest": ({ mira, messages }) =>
      mira.request("message_edit", { channel: "general", id: messages.newest, content: "hello @nora" }),
    "an older reply, with other mentions": ({ nora, messages }) =>
      nora.request("message_edit", { channel: "general", id: messages.answer, content: "@olga @&staff" }),
    "from a second place": ({ again, messages }) =>
      again.request("message_edit", { channel: "general", id: messages.newest, content: "again" }),
    "embeds alone": ({ mira, messages }) =>
      mira.request("message_edit", { channel: "general", id: messages.newest, embeds: [{ title: "Tea" }] }),
    "where few look": ({ olga, vault }) =>
      olga.request("message_edit", { channel: "vault", id: vault.inventory, content: "nine bars" }),
    "refused: another's": ({ olga, messages }) =>
      refused(
        olga.request("message_edit", { channel: "general", id: messages.newest, content: "x" }),
        "not_author",
      ),
    "refused: muted": ({ paul, messages }) =>
      refused(
        paul.request("message_edit", { channel: "general", id: messages.opening, content: "x" }),
        "timed_out",
      ),
  },
  message_delete: {
    "in a thread, by its forum's name": ({ nora, inCrash }) =>
      nora.request("message_delete", { channel: "help", id: inCrash }),
    "the newest of a thread": async ({ mira, threads }) => {
      const { message } = await mira.request("message_new", { thread_id: threads.heist, content: "oops" });
      await mira.request("message_delete", { thread_id: threads.heist, id: message.id });
    },
    "an older one, which was answered": ({ olga, messages }) =>
      olga.request("message_delete", { channel: "general", id: messages.opening }),
    "the newest": ({ mira, messages }) =>
      mira.request("message_delete", { channel: "general", id: messages.newest }),
    "the last one of all": ({ nora, messages }) =>
      nora.request("message_delete", { channel: "general", id: messages.answer }),
    "a new one, there": async ({ again }) => {
      const { message } = await again.request("message_new", { channel: "general", content: "oops" });
      await again.request("message_delete", { channel: "general", id: message.id });
    },
    "the newest where few look, and the rest": async ({ olga, vault }) => {
      await olga.request("message_delete", { channel: "vault", id: vault.inventory });
      await olga.request("message_delete", { channel: "vault", id: vault.secret });
    },
    "refused: gone already": ({ mira, messages }) =>
      refused(
        mira.request("message_delete", { channel: "general", id: messages.newest }),
        "message_not_found",
      ),
    "refused: another's": async ({ olga, nora }) => {
      const { message } = await olga.request("message_new", { channel: "general", content: "mine" });
      await refused(nora.request("message_delete", { channel: "general", id: message.id }), "delete_denied");
    },
  },
  message_react_add: {
    "by each permitted member, in their order": async ({ olga, mira, nora, messages }) => {
      for (const user of [nora, olga, mira]) await react(user, messages.opening, "👍");
      await react(mira, messages.opening, "❤️");
      await react(nora, messages.newest, "🏳️‍🌈");
    },
    "the same again, from another place": ({ again, messages }) =>
      refused(react(again, messages.opening, "👍"), "already_reacted"),
    "an emoji of a server": ({ nora, messages }) =>
      react(nora, messages.opening, "originChats://chat.example/emojis/wave"),
    "where few look": ({ mira, vault }) =>
      mira.request("message_react_add", { channel: "vault", id: vault.secret, emoji: "🪙" }),
    "in a thread, by its forum's name": ({ mira, inCrash }) =>
      mira.request("message_react_add", { channel: "help", id: inCrash, emoji: "🔥" }),
    "in an archived and locked thread, which awakes": async ({ olga, threads }) => {
      const { messages } = await olga.request("messages_get", { thread_id: threads.rules });
      const id = messages[0]?.id ?? "";
      await olga.request("message_react_add", { thread_id: threads.rules, id, emoji: "👍" });
    },
    "on an edited message, which is edited again": async ({ nora, messages }) => {
      await nora.request("message_edit", { channel: "general", id: messages.answer, content: "once" });
      await react(nora, messages.answer, "👍");
      await nora.request("message_edit", { channel: "general", id: messages.answer, content: "twice" });
    },
    "by a member who then leaves": async ({ join, messages }) => {
      const guest = await join("quinn");
      await react(guest, messages.opening, "👋");
      await guest.request("user_leave");
    },
    "by a member who is then renamed": async ({ join, town, nora, messages }) => {
      await react(nora, messages.newest, "👍");
      town.rotur.account("elinor", nora.user.id);
      await join("nora");
    },
    refused: ({ nora, paul, messages, vault, threads }) =>
      Promise.all([
        refused(react(nora, messages.opening, "text"), "emoji_invalid"),
        refused(react(nora, "nothing", "👍"), "message_not_found"),
        refused(react(nora, vault.secret, "👍"), "message_not_found"),
        refused(react(paul, messages.opening, "👍"), "timed_out"),
        refused(
          nora.request("message_react_add", { channel: "vault", id: vault.secret, emoji: "👍" }),
          "channel_not_found",
        ),
        refused(
          nora.request("message_react_add", { thread_id: threads.rules, id: "x", emoji: "👍" }),
          "thread_locked",
        ),
      ]),
  },
  message_react_remove: {
    "one of several": async ({ mira, nora, messages }) => {
      for (const user of [mira, nora]) await react(user, messages.opening, "👍");
      await unreact(mira, messages.opening, "👍");
    },
    "the last of an emoji, and of a message": ({ nora, messages }) => unreact(nora, messages.opening, "👍"),
    "what was not given": ({ nora, messages }) =>
      refused(unreact(nora, messages.opening, "👍"), "not_reacted"),
    "in a thread": async ({ mira, threads, inCrash }) => {
      const reaction = { thread_id: threads.crash, id: inCrash, emoji: "🔥" };
      await mira.request("message_react_add", reaction);
      await mira.request("message_react_remove", reaction);
    },
    "and the message after it": async ({ mira, messages }) => {
      await react(mira, messages.newest, "👍");
      await mira.request("message_delete", { channel: "general", id: messages.newest });
    },
  },
  reaction_add: {
    "by its newer name": ({ nora, messages }) =>
      nora.request("reaction_add", { channel: "general", id: messages.opening, emoji: "👍" }),
    "by a client that uses the names": ({ mira, messages }) => react(mira, messages.opening, "👍"),
    "in a thread": ({ nora, inCrash }) =>
      nora.request("reaction_add", { channel: "help", id: inCrash, emoji: "🔥" }),
  },
  reaction_remove: {
    "by its newer name": async ({ nora, messages }) => {
      const reaction = { channel: "general", id: messages.opening, emoji: "👍" };
      await nora.request("reaction_add", reaction);
      await nora.request("reaction_remove", reaction);
    },
    "by a client that uses the names": async ({ mira, messages }) => {
      await react(mira, messages.opening, "👍");
      await unreact(mira, messages.opening, "👍");
    },
  },
  message_pin: {
    pinned: ({ olga, messages }) => pin(olga, messages.opening),
    again: ({ olga, messages }) => pin(olga, messages.opening),
    "unpinned as the official client does it": ({ olga, messages }) =>
      olga.request("message_pin", { channel: "general", id: messages.opening, pinned: false }),
    "where few look": ({ olga, vault }) =>
      olga.request("message_pin", { channel: "vault", id: vault.secret }),
    "in a thread, by its forum's name": ({ olga, inCrash }) =>
      olga.request("message_pin", { channel: "help", id: inCrash }),
    refused: ({ nora, olga, messages, vault }) =>
      Promise.all([
        refused(pin(nora, messages.opening), "pin_denied"),
        refused(pin(olga, "nothing"), "message_not_found"),
        refused(nora.request("message_pin", { channel: "vault", id: vault.secret }), "channel_not_found"),
      ]),
  },
  message_unpin: {
    "pinned and unpinned": async ({ olga, messages }) => {
      await pin(olga, messages.newest);
      await olga.request("message_unpin", { channel: "general", id: messages.newest });
    },
    "one that is not pinned": ({ olga, messages }) =>
      olga.request("message_unpin", { channel: "general", id: messages.newest }),
    "in a thread": async ({ olga, threads, inCrash }) => {
      await olga.request("message_pin", { thread_id: threads.crash, id: inCrash });
      await olga.request("message_unpin", { thread_id: threads.crash, id: inCrash });
    },
  },
} satisfies Rows;

export const reading = {
  message_get: {
    asked: ({ mira, vault }) => mira.request("message_get", { channel: "vault", id: vault.secret }),
    refused: ({ nora, vault }) =>
      refused(nora.request("message_get", { channel: "vault", id: vault.secret }), "channel_not_found"),
  },
  message_replies: {
    asked: ({ paul, messages }) =>
      paul.request("message_replies", { channel: "general", id: messages.opening }),
  },
  message_history: {
    asked: ({ paul, messages }) =>
      paul.request("message_history", { channel: "general", id: messages.opening }),
    refused: ({ nora, vault }) =>
      refused(nora.request("message_history", { channel: "vault", id: vault.secret }), "channel_not_found"),
  },
  embeds_list: {
    "in a thread": ({ paul, inCrash }) => paul.request("embeds_list", { channel: "help", id: inCrash }),
    refused: ({ nora, vault }) =>
      refused(nora.request("embeds_list", { channel: "vault", id: vault.secret }), "channel_not_found"),
  },
  messages_pinned: {
    asked: ({ nora }) => nora.request("messages_pinned", { channel: "general" }),
    "of a forum": ({ nora }) => nora.request("messages_pinned", { channel: "help" }),
    refused: ({ nora }) =>
      refused(nora.request("messages_pinned", { channel: "vault" }), "channel_not_found"),
  },
  pings_get: { asked: ({ paul }) => paul.request("pings_get", { limit: 2 }) },
  messages_around: {
    asked: ({ nora, messages }) =>
      nora.request("messages_around", { channel: "general", around: messages.answer }),
    refused: ({ nora }) =>
      refused(
        nora.request("messages_around", { channel: "general", around: "nothing" }),
        "message_not_found",
      ),
  },
  messages_get: {
    asked: ({ paul }) => paul.request("messages_get", { channel: "general", limit: 1 }),
    "of an empty channel": ({ olga }) => olga.request("messages_get", { channel: "tea" }),
  },
  messages_search: {
    asked: ({ paul }) => paul.request("messages_search", { channel: "general", query: "hello" }),
    "of another channel": ({ mira }) =>
      mira.request("messages_search", { channel: "general", query: "in:vault -from:olga" }),
    "refused: out of sight": ({ nora }) =>
      refused(nora.request("messages_search", { channel: "vault", query: "gold" }), "channel_not_found"),
  },
  typing: {
    "by each permitted member": async ({ olga, mira, nora }) => {
      for (const user of [olga, mira, nora]) await user.request("typing", { channel: "general" });
      await mira.request("typing", { channel: "vault", duration: 0 });
    },
    "refused: muted": ({ paul }) => refused(paul.request("typing", { channel: "general" }), "timed_out"),
  },
} satisfies Rows;

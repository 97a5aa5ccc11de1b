import { connect } from "../../../client/index.ts";
import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const one = {
  names: { user: "user" },
  tells: { nothing: "it names a bot" },
  lists: null,
  whileLow: "works",
} as const;

export const rows = {
  bot_create: {
    names: { name: null },
    right: { name: "helper" },
    tells: { nothing: "it answers with the bot that it makes" },
    lists: null,
    whileLow: "works",
  },
  bot_delete: { ...one, ends: true },
  bot_list: { names: {}, tells: { nothing: "it lists bots" }, lists: () => ({ all: {} }), whileLow: "works" },
  bot_token_reset: one,
} satisfies SomeRows;

export const changing = {
  bot_create: {
    "which logs in and out": async ({ olga, town }) => {
      const { bot, token } = await olga.request("bot_create", { name: "helper" });
      const client = await connect(town.server.ws, { login: { token }, reconnect: [] });
      const gone = olga.next("user_disconnect", ({ username }) => username === bot.username);
      client.close();
      await gone;
    },
    refused: async ({ olga, mira }) => {
      await refused(mira.request("bot_create", { name: "helper" }), "permission_required");
      await refused(olga.request("bot_create", { name: "system" }), "username_reserved");
    },
  },
  bot_token_reset: {
    "of one": async ({ olga }) => {
      const { bot } = await olga.request("bot_create", { name: "helper" });
      await olga.request("bot_token_reset", { user: bot.username });
    },
    refused: ({ olga }) => refused(olga.request("bot_token_reset", { user: "mira" }), "not_a_bot"),
  },
  bot_delete: {
    deleted: async ({ olga }) => {
      const { bot } = await olga.request("bot_create", { name: "helper" });
      await olga.request("bot_delete", { user: bot.username });
    },
    refused: ({ olga }) => refused(olga.request("bot_delete", { user: "mira" }), "not_a_bot"),
  },
} satisfies Rows;

export const reading = {
  bot_list: { "of all": ({ olga }) => olga.request("bot_list") },
} satisfies Rows;

import { expect } from "bun:test";
import { type Rows, refused, rest } from "../fresh-state/cast.ts";
import { place, type SomeRows } from "../registry/row.ts";
import type { Member } from "../town.ts";

const nothing = { nothing: "it tells of commands of bots" };

export const rows = {
  slash_autocomplete: {
    names: { ...place, command: null, option: null, value: null, args: null },
    right: { command: "none", option: "none", value: "" },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  slash_call: {
    names: { ...place, command: null, args: null },
    right: { command: "none" },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
  slash_choices: {
    names: { query: null, choices: null },
    right: { query: "none", choices: [] },
    tells: { nothing: "it answers a member who asked this bot" },
    lists: null,
    whileLow: "works",
  },
  slash_defer: {
    names: { call: null, seconds: null },
    right: { call: "none" },
    tells: { nothing: "it is about a call of this bot" },
    lists: null,
    whileLow: "works",
  },
  slash_list: { names: {}, tells: nothing, lists: null, whileLow: "works" },
  slash_register: {
    names: { commands: null },
    right: { commands: [{ name: "none", description: "Does nothing" }] },
    tells: nothing,
    lists: null,
    whileLow: "works",
  },
  slash_response: {
    names: {
      ...place,
      response: null,
      embeds: null,
      call: null,
      command: null,
      invoker: null,
      ephemeral: null,
    },
    right: { response: "rolled" },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
} satisfies SomeRows;

const offer = (by: Member, ...names: string[]) =>
  by.request("slash_register", { commands: names.map((name) => ({ name, description: `Does ${name}` })) });

/** A member asks the bot for choices. Gives the id of the query. */
async function asks(member: Member, bot: Member): Promise<string> {
  const options = [{ name: "sides", type: "int" as const, autocomplete: true }];
  await bot.request("slash_register", { commands: [{ name: "roll", description: "Rolls", options }] });
  const asked = { channel: "tea", command: "roll", option: "sides", value: "2" };
  return (await member.request("slash_autocomplete", asked)).query;
}

export const changing = {
  slash_autocomplete: {
    asked: async ({ mira, nora }) => expect(await asks(mira, nora)).toBeString(),
    refused: ({ nora }) => {
      const asked = { channel: "vault", command: "roll", option: "sides", value: "2" };
      return refused(nora.request("slash_autocomplete", asked), "channel_not_found");
    },
  },
  slash_choices: {
    offered: async ({ mira, nora }) =>
      nora.request("slash_choices", { query: await asks(mira, nora), choices: ["20"] }),
    refused: ({ nora }) =>
      refused(nora.request("slash_choices", { query: "none", choices: [] }), "slash_query_not_found"),
  },
  slash_defer: {
    deferred: async ({ mira, nora }) => {
      await offer(nora, "roll");
      const { call = "" } = await mira.request("slash_call", { channel: "tea", command: "roll" });
      await nora.request("slash_defer", { call });
      await nora.request("slash_response", { channel: "tea", invoker: mira.user.id, call, response: "5" });
    },
    refused: ({ nora }) => refused(nora.request("slash_defer", { call: "none" }), "slash_call_not_found"),
  },
  slash_register: {
    "in place of others": async ({ mira }) => {
      await offer(mira, "roll", "draw");
      await offer(mira, "roll", "flip");
    },
    "on a newer connection, which ends": async ({ mira, join }) => {
      await offer(mira, "roll");
      const newer = await join("mira");
      await offer(newer, "roll", "deal");
      newer.close();
      // Until the server has noticed.
      while ((await mira.request("slash_list")).commands.some(({ name }) => name === "deal"));
    },
    "none, which withdraws all": ({ mira }) => offer(mira),
    refused: async ({ mira, nora }) => {
      await refused(offer(nora, "two words"), "slash_command_invalid");
      await offer(mira, "roll");
      await refused(offer(nora, "roll"), "slash_command_invalid");
    },
  },
  slash_call: {
    "of a bot": async ({ mira, nora }) => {
      await offer(nora, "roll");
      await mira.request("slash_call", { channel: "tea", command: "roll" });
    },
    "of the server": async ({ nora, olga }) => {
      const own = (command: string, args: object = {}) => ({ channel: "tea", command, args: { ...args } });
      await nora.request("slash_call", own("nick", { nickname: "Non" }));
      await nora.request("slash_call", own("help"));
      await olga.request("slash_call", own("mute", { username: "@nora", duration: 60 }));
      await olga.request("slash_call", own("unmute", { username: "nora" }));
      await nora.request("slash_call", own("remind", { minutes: 5, text: "tea" }));
      await nora.request("slash_call", own("schedule", { minutes: 5, text: "tea is ready" }));
      await nora.request("slash_call", own("poll", { question: "Tea?", options: "yes|no" }));
      await olga.request("slash_call", own("role", { action: "add", username: "nora", role: "cook" }));
      await olga.request("slash_call", own("slowmode", { seconds: 5 }));
    },
    "of the server, about channels": async ({ olga }) => {
      const channel = (action: string, name: string, value = "") =>
        olga.request("slash_call", { channel: "tea", command: "channel", args: { action, name, value } });
      rest();
      await channel("create", "cellar");
      await channel("describe", "cellar", "Dark");
      await channel("rename", "tea", "tearoom");
      rest();
      await olga.request("slash_call", {
        channel: "tearoom",
        command: "channel",
        args: { action: "delete", name: "cellar" },
      });
    },
    "of the server, which deletes messages": async ({ olga, mira, messages }) => {
      await mira.request("message_react_add", { channel: "general", id: messages.newest, emoji: "👍" });
      const purge = (args: object) =>
        olga.request("slash_call", { channel: "general", command: "purge", args: { ...args } });
      await purge({ count: 1, username: "nora" });
      await purge({ count: 2 });
    },
    refused: ({ nora }) =>
      refused(nora.request("slash_call", { channel: "general", command: "none" }), "slash_not_found"),
  },
  slash_response: {
    "for everybody, and for the caller alone": async ({ mira, nora }) => {
      await offer(nora, "roll");
      await mira.request("slash_call", { channel: "tea", command: "roll" });
      const answer = { channel: "tea", invoker: mira.user.id };
      await nora.request("slash_response", { ...answer, response: "5" });
      await nora.request("slash_response", { ...answer, response: "6", ephemeral: true });
    },
    refused: async ({ nora }) => {
      await refused(nora.request("slash_response", { channel: "vault", response: "x" }), "channel_not_found");
    },
  },
} satisfies Rows;

export const reading = {
  slash_list: {
    asked: async ({ nora }) => expect((await nora.request("slash_list")).commands).toBeArray(),
  },
} satisfies Rows;

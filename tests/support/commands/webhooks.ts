import { expect } from "bun:test";
import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";
import type { Member } from "../town.ts";

const nothing = { nothing: "it names a webhook" };
const one = {
  names: { id: null },
  right: { id: "none" },
  tells: nothing,
  lists: null,
  whileLow: "works",
} as const;

export const rows = {
  webhook_create: {
    names: { channel: "channel", name: null, avatar: null, secret: null },
    right: { name: "CI" },
    tells: "named",
    lists: null,
    whileLow: "works",
  },
  webhook_delete: one,
  webhook_get: one,
  webhook_list: {
    names: { channel: "channel" },
    tells: "each",
    lists: () => ({ all: {} }),
    whileLow: "works",
  },
  webhook_regenerate: one,
  webhook_update: {
    names: { id: null, name: null, avatar: null, secret: null },
    right: { id: "none", name: "CI" },
    tells: nothing,
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

const make = async (by: Member, channel = "tea") =>
  (await by.request("webhook_create", { channel, name: "CI" })).webhook;

export const changing = {
  webhook_create: {
    "in a channel, and a message through it": async ({ olga, town }) => {
      const { id, token } = await make(olga);
      const url = `${town.server.url}/webhooks/${id}/${token}`;
      const body = JSON.stringify({ content: "built", avatar_url: "https://ci.example/a.png" });
      const headers = { "Content-Type": "application/json" };
      expect((await fetch(url, { method: "POST", headers, body })).status).toBe(204);
    },
    refused: async ({ olga, mira }) => {
      await refused(make(mira), "permission_required");
      await refused(make(olga, "talk"), "channel_wrong_type");
    },
  },
  webhook_update: {
    named: async ({ olga }) => {
      const { id } = await make(olga);
      await olga.request("webhook_update", { id, name: "Builds" });
    },
    refused: ({ olga }) =>
      refused(olga.request("webhook_update", { id: "none", name: "x" }), "webhook_not_found"),
  },
  webhook_regenerate: {
    "gets a new token": async ({ olga }) => {
      const { id } = await make(olga);
      await olga.request("webhook_regenerate", { id });
    },
  },
  webhook_delete: {
    deleted: async ({ olga }) => {
      const { id } = await make(olga);
      await olga.request("webhook_delete", { id });
    },
    "with its channel": async ({ olga }) => {
      await make(olga);
      await olga.request("channel_delete", { name: "tea" });
    },
  },
} satisfies Rows;

export const reading = {
  webhook_get: {
    refused: ({ olga }) => refused(olga.request("webhook_get", { id: "none" }), "webhook_not_found"),
    "of one": async ({ olga }) => {
      const { id } = await make(olga);
      await olga.request("webhook_get", { id });
    },
  },
  webhook_list: { "of all": ({ olga }) => olga.request("webhook_list") },
} satisfies Rows;

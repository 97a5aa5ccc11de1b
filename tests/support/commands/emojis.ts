import { expect } from "bun:test";
import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";
import { gif, png } from "../small-pictures.ts";
import type { Member } from "../town.ts";

const tells = { nothing: "emojis belong to no channel" };
const list = { names: {}, tells, lists: null, whileLow: "works" } as const;
const named = {
  names: { name: null },
  right: { name: "none" },
  tells,
  lists: null,
  whileLow: "works",
} as const;

export const rows = {
  emoji_add: {
    names: { name: null, image: null },
    right: { name: "tea", image: gif },
    tells,
    lists: null,
    whileLow: "refused",
  },
  emoji_delete: {
    names: { emoji_id: null },
    right: { emoji_id: 99 },
    tells,
    lists: null,
    empty: { deleted: false },
    whileLow: "works",
  },
  emoji_get: {
    names: { id: null, name: null },
    right: { id: 99 },
    tells,
    lists: null,
    whileLow: "works",
  },
  emoji_get_all: list,
  emoji_get_filename: named,
  emoji_get_id: named,
  emoji_list: list,
  emoji_update: {
    names: { emoji_id: null, name: null, image: null },
    right: { emoji_id: 99, name: "cup" },
    tells,
    lists: null,
    empty: { updated: false },
    whileLow: "partly",
  },
} satisfies SomeRows;

const add = (by: Member, name = "tea") => by.request("emoji_add", { name, image: gif });

export const changing = {
  emoji_add: {
    added: async ({ olga }) => {
      await add(olga, "first");
      await add(olga, "second");
    },
    refused: async ({ olga, mira }) => {
      await refused(add(mira), "permission_required");
      await refused(add(olga, "FIRST"), "emoji_name_taken");
    },
  },
  emoji_update: {
    named: async ({ olga }) => {
      const { id } = await add(olga);
      await olga.request("emoji_update", { emoji_id: id, name: "cup" });
    },
    "with another picture": async ({ olga }) => {
      const { id } = await add(olga);
      await olga.request("emoji_update", { emoji_id: id, image: png });
    },
    "of none": async ({ olga }) => {
      expect(await olga.request("emoji_update", { emoji_id: 99, name: "x" })).toMatchObject({
        updated: false,
      });
    },
  },
  emoji_delete: {
    deleted: async ({ olga }) => {
      const { id } = await add(olga);
      await olga.request("emoji_delete", { emoji_id: id });
    },
  },
} satisfies Rows;

export const reading = {
  emoji_get: {
    refused: ({ olga }) => refused(olga.request("emoji_get", { id: 99 }), "emoji_not_found"),
    "of one": ({ mira }) => mira.request("emoji_get", { name: "wave" }),
  },
  emoji_get_all: { "of all": ({ mira }) => mira.request("emoji_get_all") },
  emoji_list: { "of all": ({ mira }) => mira.request("emoji_list") },
  emoji_get_id: { "by name": ({ mira }) => mira.request("emoji_get_id", { name: "WAVE" }) },
  emoji_get_filename: { "by name": ({ mira }) => mira.request("emoji_get_filename", { name: "wave" }) },
} satisfies Rows;

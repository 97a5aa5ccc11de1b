import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";
import { gif, png } from "../small-pictures.ts";
import type { Member } from "../town.ts";

const tells = { nothing: "stickers belong to no channel" };

export const rows = {
  sticker_add: {
    names: { name: null, image: null, description: null },
    right: { name: "tea", image: gif },
    tells,
    lists: null,
    whileLow: "refused",
  },
  sticker_delete: { names: { id: null }, right: { id: 99 }, tells, lists: null, whileLow: "works" },
  sticker_get: { names: { id: null, name: null }, right: { id: 99 }, tells, lists: null, whileLow: "works" },
  sticker_list: { names: {}, tells, lists: null, whileLow: "works" },
  sticker_update: {
    names: { id: null, name: null, image: null, description: null },
    right: { id: 99, name: "cup" },
    tells,
    lists: null,
    whileLow: "partly",
  },
} satisfies SomeRows;

const add = (by: Member, name: string, description: string | null = null) =>
  by.request("sticker_add", { name, image: gif, description });

export const changing = {
  sticker_add: {
    added: async ({ olga }) => {
      await add(olga, "first");
      await add(olga, "second", "The second one");
    },
    refused: async ({ olga, mira }) => {
      await refused(add(mira, "third"), "permission_required");
      await refused(add(olga, "FIRST"), "sticker_name_taken");
    },
  },
  sticker_update: {
    "name, picture and description": async ({ olga }) => {
      const { id } = await add(olga, "tea", "Hot");
      await olga.request("sticker_update", { id, name: "cup" });
      await olga.request("sticker_update", { id, image: png, description: null });
    },
    refused: ({ olga }) =>
      refused(olga.request("sticker_update", { id: 99, name: "x" }), "sticker_not_found"),
  },
  sticker_delete: {
    deleted: async ({ olga }) => {
      const { id } = await add(olga, "milk");
      await olga.request("sticker_delete", { id });
    },
  },
} satisfies Rows;

export const reading = {
  sticker_get: {
    refused: ({ olga }) => refused(olga.request("sticker_get", { name: "none" }), "sticker_not_found"),
    "of one": ({ mira }) => mira.request("sticker_get", { name: "hello" }),
  },
  sticker_list: { "of all": ({ mira }) => mira.request("sticker_list") },
} satisfies Rows;

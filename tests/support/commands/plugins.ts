import { expect } from "bun:test";
import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const nothing = { nothing: "it is about the program" };

export const rows = {
  plugins_list: { names: {}, tells: nothing, lists: null, whileLow: "works" },
  plugins_reload: { names: { plugin: null }, tells: nothing, lists: null, whileLow: "works" },
} satisfies SomeRows;

export const reading = {
  plugins_list: {
    "by the owner": async ({ olga }) =>
      expect(await olga.request("plugins_list")).toMatchObject({ plugins: {} }),
    refused: ({ mira }) => refused(mira.request("plugins_list"), "role_required"),
  },
} satisfies Rows;

/** Nothing succeeds without plugins. */
export const refusing = {
  plugins_reload: {
    refused: async ({ olga, mira }) => {
      await refused(mira.request("plugins_reload"), "role_required");
      await refused(olga.request("plugins_reload"), "plugin_not_found");
    },
  },
} satisfies Rows;

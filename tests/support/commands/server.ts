import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";
import { png } from "../small-pictures.ts";

const asked = {
  names: {},
  tells: { nothing: "it is about the program" },
  lists: null,
  whileLow: "works",
} as const;

export const rows = {
  config_get: asked,
  config_update: {
    names: { updates: null },
    right: { updates: { limits: { search_results: 30 } } },
    tells: { nothing: "it is about the configuration" },
    lists: null,
    whileLow: "partly",
  },
  server_info: asked,
  server_stats: { ...asked, tells: { nothing: "it counts, and names nothing" } },
  server_update: {
    names: { name: null, icon: null, banner: null, description: null, accent: null },
    right: { name: "Tea House" },
    tells: { nothing: "it is about the server" },
    lists: null,
    whileLow: "partly",
  },
  capabilities: {
    names: { val: null },
    right: { val: [] },
    tells: { nothing: "it is about the program" },
    lists: null,
    whileLow: "works",
  },
  ping: {
    names: { sent_at: null },
    tells: { nothing: "it is about the clock" },
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

export const changing = {
  server_update: {
    named: ({ olga }) => olga.request("server_update", { name: "Tea House", accent: "#226633" }),
    "with a picture": ({ olga }) => olga.request("server_update", { icon: png }),
    cleared: ({ olga }) => olga.request("server_update", { name: null, icon: "", accent: null }),
    refused: ({ mira }) => refused(mira.request("server_update", { name: "Mine" }), "permission_required"),
  },
  config_update: {
    "its name": ({ olga }) =>
      olga.request("config_update", { updates: { server: { name: "Kettle", description: "Warm." } } }),
  },
} satisfies Rows;

export const reading = {
  config_get: { asked: ({ olga }) => olga.request("config_get") },
  server_info: { asked: ({ mira }) => mira.request("server_info") },
  server_stats: { asked: ({ olga }) => olga.request("server_stats") },
  capabilities: { told: ({ again }) => again.request("capabilities", { val: ["message_get"] }) },
  ping: {
    asked: ({ paul }) => paul.request("ping", { sent_at: 5 }),
    "before login": ({ unauthenticated }) => unauthenticated.ask({ cmd: "ping" }, "pong"),
  },
} satisfies Rows;

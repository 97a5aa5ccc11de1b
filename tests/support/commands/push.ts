import { expect } from "bun:test";
import { type Rows, refused } from "../fresh-state/cast.ts";
import { place, type SomeRows } from "../registry/row.ts";

/** Keys of a browser (RFC 8291, appendix A), and an endpoint to which nothing is ever sent. */
export const subscription = {
  endpoint: "https://push.example/send/1",
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
};
const nights = { from: "22:00", to: "07:00", time_zone: "Europe/Vienna" };
const own = { nothing: "it is about the user's own browsers" } as const;

export const rows = {
  push_get_vapid: { names: {}, tells: own, lists: null, whileLow: "works" },
  push_mute: {
    names: { ...place, muted: null },
    right: { muted: true },
    tells: "named",
    lists: null,
    whileLow: "refused",
  },
  push_settings_get: { names: {}, tells: "each", lists: () => ({ own: {} }), whileLow: "works" },
  push_settings_set: {
    names: { quiet_hours: null },
    right: { quiet_hours: nights },
    tells: "each",
    lists: () => ({ own: { quiet_hours: null } }),
    whileLow: "refused",
  },
  push_subscribe: {
    names: { subscription: null },
    right: { subscription },
    tells: own,
    lists: null,
    whileLow: "refused",
  },
  push_unsubscribe: {
    names: { endpoint: null },
    right: { endpoint: subscription.endpoint },
    tells: own,
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

export const changing = {
  push_mute: {
    "a channel and a thread": async ({ mira, again, threads }) => {
      await mira.request("push_mute", { channel: "tea", muted: true });
      await again.request("push_mute", { thread_id: threads.crash, muted: true });
      await mira.request("push_mute", { channel: "tea", muted: false });
    },
    refused: ({ nora }) =>
      refused(nora.request("push_mute", { channel: "vault", muted: true }), "channel_not_found"),
  },
  push_settings_set: {
    "quiet hours, and none": async ({ mira, again }) => {
      await mira.request("push_settings_set", { quiet_hours: nights });
      await again.request("push_settings_set", { quiet_hours: null });
    },
    refused: ({ mira }) =>
      refused(
        mira.request("push_settings_set", { quiet_hours: { ...nights, time_zone: "Europe/Atlantis" } }),
        "invalid_field",
      ),
  },
  push_subscribe: {
    "with a browser": ({ mira }) => mira.request("push_subscribe", { subscription }),
    refused: async ({ mira }) => {
      const other = (change: object) =>
        mira.request("push_subscribe", { subscription: { ...subscription, ...change } });
      await refused(other({ endpoint: "http://push.example/" }), "push_endpoint_refused");
      await refused(other({ keys: { p256dh: "B", auth: "B" } }), "push_keys_invalid");
    },
  },
  push_unsubscribe: {
    "with a browser": async ({ mira }) => {
      await mira.request("push_subscribe", { subscription });
      await mira.request("push_unsubscribe", { endpoint: subscription.endpoint });
    },
  },
} satisfies Rows;

export const reading = {
  push_get_vapid: {
    "of the server": async ({ nora }) =>
      expect((await nora.request("push_get_vapid")).key).toMatch(/^B[\w-]{86}$/),
  },
  push_settings_get: {
    "of their own": async ({ nora }) =>
      expect(await nora.request("push_settings_get")).toMatchObject({ quiet_hours: null, muted: [] }),
  },
} satisfies Rows;

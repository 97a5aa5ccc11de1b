import { expect } from "bun:test";
import { type Cast, give, onlyStaff, type Rows, refused, rest, tilda, update } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";
import type { Member } from "../town.ts";

const ofVoice = { tells: "named", lists: null, whileLow: "works" } as const;
const own = { names: { channel: null }, lists: null, whileLow: "works" } as const;
const tells = { nothing: "it is about the call that the connection is in" };

export const rows = {
  voice_join: { ...ofVoice, names: { channel: "channel", peer_id: null }, right: { peer_id: "p1" } },
  voice_leave: { ...own, tells },
  voice_mute: { ...own, names: { channel: null, muted: null }, tells },
  voice_state: { ...ofVoice, names: { channel: "channel" } },
  voice_unmute: { ...own, tells },
} satisfies SomeRows;

export const joinCall = (by: Member, channel = "talk", peer_id = `peer-of-${by.name}`) =>
  by.request("voice_join", { channel, peer_id });
const joined = async (cast: Cast) => {
  for (const member of [cast.olga, cast.mira, cast.nora]) await joinCall(member);
};

export const changing = {
  voice_join: {
    "one after another": joined,
    "again, and from a second place": async ({ mira, again }) => {
      await joinCall(mira);
      await joinCall(again);
    },
    "of a member who gets another name": async ({ olga, local }) => {
      const client = await local({ register: tilda });
      await client.request("voice_join", { channel: "talk", peer_id: "p" });
      await olga.request("user_update", { user: client.user.id, updates: { username: "tilly" } });
    },
    "another call": async ({ olga }) => {
      rest();
      await olga.request("channel_create", {
        name: "lounge",
        type: "voice",
        permissions: { view: ["user"] },
      });
      await joinCall(olga, "lounge");
    },
    refused: ({ nora, paul }) =>
      Promise.all([
        refused(joinCall(nora, "tea"), "not_a_voice_channel"),
        refused(joinCall(nora, "nowhere"), "channel_not_found"),
        refused(joinCall(paul), "timed_out"),
      ]),
  },
  voice_leave: {
    left: async (cast) => {
      await joined(cast);
      await cast.mira.request("voice_leave");
    },
    refused: ({ mira, again }) =>
      Promise.all([
        refused(mira.request("voice_leave"), "not_in_call"),
        refused(again.request("voice_leave"), "not_in_call"),
      ]),
  },
  voice_mute: {
    muted: async (cast) => {
      await joined(cast);
      await cast.nora.request("voice_mute");
      await cast.mira.request("voice_mute", { channel: "talk", muted: true });
    },
    "and not any more": ({ nora }) => nora.request("voice_mute", { channel: "talk", muted: false }),
  },
  voice_unmute: {
    muted: async (cast) => {
      await joined(cast);
      await cast.nora.request("voice_mute");
    },
    "and not any more": ({ nora }) => nora.request("voice_unmute"),
    "by the end of the view": async ({ olga }) => {
      rest();
      await update(olga, "talk", { permissions: onlyStaff });
    },
    "by the end of a role": async ({ olga }) => {
      rest();
      await give(olga, "mira", "user");
    },
    "by another name": ({ olga }) => update(olga, "talk", { name: "chat" }),
    "by a deletion": async (cast) => {
      await joinCall(cast.olga, "chat");
      rest();
      await cast.olga.request("channel_delete", { name: "chat" });
    },
  },
} satisfies Rows;

export const reading = {
  voice_state: {
    asked: async ({ nora }) =>
      expect((await nora.request("voice_state", { channel: "talk" })).participants).toEqual([]),
  },
} satisfies Rows;

import { Type } from "@sinclair/typebox";
import { wireThread } from "../../chat/wire-thread.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";

const usual = 20;

export const threadsGet = channelCommand({
  name: "threads_get",
  summary:
    "Gets a page of a forum's threads, which may be more than `channels_get` lists: pinned ones first, then those with the newest activity. From then on new threads of this forum come as `thread_new`.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  cost: "read",
  request: Type.Object({
    channel: Type.String({ maxLength: limits.channelName, description: "Name of a forum" }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: "Default 20" })),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: "How many to skip" })),
    before: Type.Optional(
      Type.String({ maxLength: 64, description: "Id of a thread: only threads after it in this order" }),
    ),
  }),
  reply: Type.Object({
    channel: Type.String(),
    threads: Type.Array(ThreadObject),
    total: Type.Integer(),
  }),
  events: [],
  errors: ["not_a_forum", "thread_not_found"],
  handler({ channel, state }, { limit = usual, offset = 0, before }) {
    if (channel.type !== "forum") return fail("not_a_forum", { channel: channel.name, type: channel.type });
    const sorted = state.threadsByActivity(channel.id);
    let start = offset;
    if (before !== undefined) {
      const index = sorted.findIndex(({ id }) => id === before);
      if (index < 0) return fail("thread_not_found");
      start += index + 1;
    }
    const threads = sorted.slice(start, start + limit).map((thread) => wireThread(thread, state));
    return {
      effects: [{ kind: "lists_threads", channel: channel.id }],
      reply: { channel: channel.name, threads, total: sorted.length },
    };
  },
});

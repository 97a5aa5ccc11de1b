import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { wireMessage } from "../../chat/wire.ts";
import { pageAround, pageByOffset } from "../../db/history.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { threadCommand } from "../command.ts";
import { threadAddress } from "./thread-fields.ts";

const usual = 100;

export const threadMessages = threadCommand({
  name: "thread_messages",
  summary:
    "Gets one page of a thread, oldest first; of long messages fewer, but at least 20 while there are more. `messages_get` with `thread_id` also says whether the page is the last.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  thread: true,
  cost: "read",
  request: Type.Object({
    ...threadAddress,
    start: Type.Optional(
      Type.Union([Type.Integer(), Type.String({ maxLength: limits.id }), Type.Null()], {
        description: "How many of the newest to skip; or a message id: strictly older than that one",
      }),
    ),
    limit: Type.Optional(
      Type.Union([Type.Integer(), Type.Null()], { description: `Default ${usual}, at most ${limits.page}` }),
    ),
  }),
  reply: Type.Object({ thread_id: Type.String(), messages: Type.Array(MessageObject) }),
  events: [],
  errors: ["thread_not_found"],
  async handler(context, request) {
    const { thread, room, state, read } = context;
    const limit = Math.min(limits.page, Math.max(0, request.limit || usual));
    const start = request.start ?? 0;
    const page = !mayAsMember(context, "read_message_history")
      ? null
      : typeof start === "string"
        ? await read(pageAround({ room, id: start, below: limit, above: 0, withTarget: false }))
        : await read(pageByOffset({ room, skip: Math.max(0, start), limit }));
    const stored = page?.messages ?? [];
    const own = await ownVotesIn(stored, context);
    const messages = stored.map((message) => wireMessage(message, state, own));
    return { reply: { thread_id: thread.id, messages } };
  },
});

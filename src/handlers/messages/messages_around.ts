import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { packetPlace } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { pageAround } from "../../db/history.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject, PageRange } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";

const bound = Type.Optional(
  Type.Union([Type.Integer(), Type.Null()], { description: `Default 50, at most ${limits.page}` }),
);

export const messagesAround = channelCommand({
  name: "messages_around",
  summary:
    "Gets a message with its neighbours, oldest first. `above` is newer, `below` is older. Of long messages there are fewer, but at least 20 on a side while there are more.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  locates: "around",
  cost: "read",
  request: Type.Object({
    ...channelAddress,
    around: MessageId,
    bounds: Type.Optional(Type.Union([Type.Object({ above: bound, below: bound }), Type.Null()])),
  }),
  reply: Type.Object({
    ...placeFields,
    messages: Type.Array(MessageObject),
    range: PageRange,
  }),
  events: [],
  errors: ["message_not_found"],
  async handler(context, { around, bounds }) {
    const { room, state, read } = context;
    if (!mayAsMember(context, "read_message_history")) return fail("message_not_found");
    const count = (wanted: number | null | undefined) => Math.min(limits.page, Math.max(0, wanted ?? 50));
    const page = await read(
      pageAround({
        room,
        id: around,
        below: count(bounds?.below),
        above: count(bounds?.above),
        withTarget: true,
      }),
    );
    if (!page) return fail("message_not_found");
    const own = await ownVotesIn(page.messages, context);
    return {
      reply: {
        ...packetPlace(context),
        messages: page.messages.map((message) => wireMessage(message, state, own)),
        // Counted from the oldest message of the channel; `end` is exclusive.
        range: { start: page.older, end: page.older + page.messages.length },
      },
    };
  },
});

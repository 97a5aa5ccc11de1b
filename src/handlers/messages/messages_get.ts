import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { commit } from "../../actions/outcome.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { markerMoved } from "../../actions/unreads/marker.ts";
import { type Place, packetPlace, placeInSight } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { type MessagePage, pageAround, pageByOffset } from "../../db/history.ts";
import { markRead } from "../../db/markers.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { unreadsUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject, PageRange } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, placeFields } from "../request-fields.ts";

const defaultLimit = 100;

export const messagesGet = channelCommand({
  name: "messages_get",
  summary:
    "Gets one page of history, oldest first: before the `start` newest messages, or before the message with that id. A page of long messages has fewer, but at least 20 while there are more.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  cost: "read",
  request: Type.Object({
    ...channelAddress,
    start: Type.Optional(
      Type.Union([Type.Integer(), Type.String({ maxLength: limits.id }), Type.Null()], {
        description: "How many of the newest to skip; or a message id: strictly older than that one",
      }),
    ),
    limit: Type.Optional(
      Type.Union([Type.Integer(), Type.Null()], {
        description: `Default ${defaultLimit}, at most ${limits.page}`,
      }),
    ),
  }),
  reply: Type.Object({
    ...placeFields,
    messages: Type.Array(MessageObject),
    range: Type.Object({ ...PageRange.properties, limit: Type.Integer() }),
    at_start: Type.Boolean({ description: "No older message exists" }),
    at_end: Type.Boolean({ description: "The page holds the newest message" }),
  }),
  events: [unreadsUpdate],
  errors: ["message_not_found"],
  async handler(context, request) {
    const { channel, thread, room, user, state, read } = context;
    const limit = Math.min(limits.page, Math.max(0, request.limit || defaultLimit));
    const start = request.start ?? 0;
    if ((!thread && channel.type !== "text") || !mayAsMember(context, "read_message_history")) {
      // No error: the official client asks for the history of the first channel, of any type.
      const range = { start: 0, end: 0, limit };
      return {
        effects: [{ kind: "opened", room: null, empty: false }],
        reply: { ...packetPlace(context), messages: [], range, at_start: true, at_end: true },
      };
    }

    let page: MessagePage | null;
    let range: { start: number; end: number };
    let isRead = false;
    if (typeof start === "string" && start !== "") {
      page = await read(pageAround({ room, id: start, below: limit, above: 0, withTarget: false }));
      if (!page) return fail("message_not_found");
      // Counted from the newest, as with a number: the messages that are newer or are the one named.
      const newer = page.total - page.older - page.messages.length;
      range = { start: newer, end: newer + page.messages.length };
    } else {
      const skip = Math.max(0, Number(start) || 0);
      const newest = await read(pageByOffset({ room, skip, limit, reader: user.id }));
      ({ isRead } = newest);
      page = newest;
      // The requested range, also beyond the oldest message. It is shorter when long messages filled the page.
      range = { start: skip, end: skip + (page.older > 0 ? page.messages.length : limit) };
    }
    const { messages, older, total } = page;
    const atEnd = older + messages.length === total;
    const own = await ownVotesIn(messages, context);
    const outcome = (at: Place) => ({
      effects: [{ kind: "opened", room, empty: total === 0 } as const],
      reply: {
        ...packetPlace(at),
        messages: messages.map((message) => wireMessage(message, state, own)),
        range: { ...range, limit },
        at_start: older === 0,
        at_end: atEnd,
      },
    });
    const newest = messages.at(-1);
    if (!atEnd || !newest || isRead) return outcome(context);

    // A page with the newest message moves the read marker. If that can't be stored, the page is sent all the same. Most
    // pages show nothing new: those need no write, whose way to the other thread and back costs as much as the page.
    const { id, roles } = user;
    return commit(
      markRead({ user: id, roles, room, message: newest.id, force: false }),
      (marked) => {
        const at = placeInSight(context);
        if (isFailure(at)) return at;
        const isNews = !isFailure(marked) && marked.moved;
        return { ...outcome(at), events: isNews ? markerMoved(at, id, marked.count) : [] };
      },
      () => outcome(context),
    );
  },
});

import { Type } from "@sinclair/typebox";
import { mayAsMember } from "../../actions/messages/content.ts";
import { ownVotesIn } from "../../actions/polls/own-votes.ts";
import { listedPlace, packetPlace, placeOfRoom } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { pinnedInForum, pinnedMessages } from "../../db/pins.ts";
import { PlacedMessage } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, placeFields } from "../request-fields.ts";

/** Most messages in the list. */
const most = 250;

export const messagesPinned = channelCommand({
  name: "messages_pinned",
  summary:
    "Lists the newest 250 pinned messages, newest first, fewer when they are long; of a forum, those of all its threads.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  cost: "read",
  request: Type.Object(channelAddress),
  reply: Type.Object({ ...placeFields, messages: Type.Array(PlacedMessage) }),
  events: [],
  errors: [],
  async handler(context) {
    const { channel, thread, room, state, read } = context;
    const wholeForum = !thread && channel.type === "forum";
    // An empty list instead of an error, on which the official client would wait for ever.
    const pinned = !mayAsMember(context, "read_message_history")
      ? []
      : wholeForum
        ? await read(pinnedInForum({ parent: channel.id, limit: most }))
        : await read(pinnedMessages({ room, limit: most }));
    const own = await ownVotesIn(pinned, context);
    const messages = pinned.flatMap((message) => {
      const at = placeOfRoom(message.room, state);
      return at ? { ...wireMessage(message, state, own), ...listedPlace(at) } : [];
    });
    return { reply: { ...packetPlace(context), messages } };
  },
});

/** Fields of replies about a read marker. */
import { Type } from "@sinclair/typebox";

/** Clients clear the counts of all places that are named. So a thread's packet doesn't name the forum. */
export const markedPlace = {
  channel: Type.Optional(Type.String({ description: "Of a channel" })),
  thread_id: Type.Optional(Type.String({ description: "Of a thread" })),
};

const LastRead = Type.Union([Type.String(), Type.Null()], {
  description: "Id of the newest message that was read, even if it is deleted; null = none",
});

export const countFields = {
  last_read: LastRead,
  unread_count: Type.Integer({ description: "Messages of others after the marker" }),
  ping_count: Type.Integer({ description: "How many of them mention the user, by name, reply or role" }),
};

export const totalField = { total_messages: Type.Integer() };

/** Fields of many requests and replies that name a user, a role, a channel or a message. */
import { Type } from "@sinclair/typebox";
import { limits } from "../protocol/limits.ts";

/** Names a user: an id, a username in any case, or the plain name of a local account. */
export const UserName = Type.String({
  minLength: 1,
  maxLength: limits.username,
  description:
    "Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username",
});
/** Names a role: an id or a name. */
export const RoleName = Type.String({ minLength: 1, maxLength: 100, description: "Role name or role id" });
/** The place of a message command. A falsy `thread_id` counts as absent. */
export const channelAddress = {
  channel: Type.Optional(Type.String({ maxLength: limits.channelName, description: "Channel name" })),
  thread_id: Type.Optional(
    Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], {
      description: "Id of a thread, instead of `channel`",
    }),
  ),
};
export const MessageId = Type.String({ minLength: 1, maxLength: limits.id });

/** Schema of the fields that `packetPlace` gives. */
export const placeFields = {
  channel: Type.String({ description: "Channel name; a thread's forum" }),
  thread_id: Type.Union([Type.String(), Type.Null()], { description: "Null in a channel" }),
};

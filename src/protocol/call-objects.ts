/** Members of calls on the wire. */
import { Type } from "@sinclair/typebox";

/** A member of a call, for the others in it. */
export const CallMemberObject = Type.Object({
  username: Type.String(),
  peer_id: Type.String({ description: "By which clients reach the member's client" }),
  muted: Type.Boolean(),
});
/** A member of a call. */
export const CallUserObject = Type.Object({
  id: Type.String({ description: "User id" }),
  username: Type.String(),
  muted: Type.Boolean(),
  peer_id: Type.Optional(
    Type.String({
      description: "By which clients reach the member's client; only for connections in the call",
    }),
  ),
});

import { Type } from "@sinclair/typebox";
import { banPermissions } from "../../actions/members/bans.ts";
import { allBans } from "../../db/bans.ts";
import { nullable } from "../../protocol/object-fields.ts";
import { command } from "../command.ts";

export const usersBanned = command({
  name: "users_banned",
  summary: "Lists banned members, with the time, the reason and the name of the member who banned them.",
  login: "required",
  timedOut: "allowed",
  permission: [...banPermissions],
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({
    users: Type.Array(Type.String()),
    bans: Type.Array(
      Type.Object({
        username: Type.String(),
        user_id: Type.String(),
        banned_by: Type.Union([Type.String(), Type.Null()], {
          description: "Username; null after a hand edit, or a ban by the operator",
        }),
        banned_at: Type.Number({ description: "Unix seconds with fraction" }),
        reason: nullable(Type.String()),
      }),
    ),
  }),
  events: [],
  errors: [],
  async handler({ state, read }) {
    const bans = (await read(allBans({}))).map(({ id, at, by, reason }) => ({
      username: state.authorName(id),
      user_id: id,
      banned_by: by === null ? null : state.authorName(by),
      banned_at: at,
      reason,
    }));
    return { reply: { users: bans.map(({ username }) => username), bans } };
  },
});

import { Type } from "@sinclair/typebox";
import { managesInvites, wireInvite } from "../../actions/invites/manage.ts";
import { invitesOf } from "../../db/invites.ts";
import { InviteObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const inviteList = command({
  name: "invite_list",
  summary:
    "Lists your invites, the newest first. Members with `manage_invites` or `manage_server` get those of all.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ invites: Type.Array(InviteObject) }),
  events: [],
  errors: [],
  async handler(context) {
    const { now, publicUrl, read, state, user } = context;
    const invites = await read(invitesOf({ by: managesInvites(context) ? null : user.id }));
    const current = invites.filter(({ expiresAt }) => expiresAt === null || expiresAt > now / 1000);
    const base = publicUrl();
    return { reply: { invites: current.map((invite) => wireInvite(invite, state, base)) } };
  },
});

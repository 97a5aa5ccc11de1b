/** Events of members and roles. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { global } from "./event-fields.ts";
import { RoleMap, StatusObject, UserObject } from "./objects.ts";

export const userJoin = event({
  name: "user_join",
  summary: "A user became a member.",
  audience: "everyone",
  deferrable: true,
  fields: Type.Object({ user: UserObject }),
});

export const userConnect = event({
  name: "user_connect",
  summary: "A member came online, or is no longer hidden.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ user: UserObject }),
});

export const userDisconnect = event({
  name: "user_disconnect",
  summary: "A member went offline, or is hidden now.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ username: Type.String() }),
});

export const userLeave = event({
  name: "user_leave",
  summary: "A user is no longer a member.",
  audience: "everyone",
  fields: Type.Object({ username: Type.String() }),
});

export const bannedList = event({
  name: "users_banned_list",
  summary: "All banned users, sent to a member who banned somebody or lifted a ban.",
  audience: "user",
  fields: Type.Object({ users: Type.Array(Type.String(), { description: "Usernames" }) }),
});

export const userUpdated = event({
  name: "user_updated",
  summary: "A member's name, nickname or picture changed.",
  audience: "everyone",
  fields: Type.Object({
    user_id: Type.String(),
    username: Type.String(),
    nickname: Type.Union([Type.String(), Type.Null()]),
    pfp: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: "URL of the picture, if it changed" }),
    ),
  }),
});

export const userUpdate = event({
  name: "user_update",
  summary: "A member was renamed: `user` is the old name.",
  audience: "everyone",
  fields: Type.Object({
    user: Type.String(),
    username: Type.String(),
    nickname: Type.Union([Type.String(), Type.Null()]),
  }),
});

export const nicknameUpdate = event({
  name: "nickname_update",
  summary: "A member has a new nickname.",
  audience: "everyone",
  fields: Type.Object({
    user: Type.String({ description: "User id" }),
    username: Type.String(),
    nickname: Type.String(),
  }),
});

export const nicknameRemove = event({
  name: "nickname_remove",
  summary: "A member has no nickname any more.",
  audience: "everyone",
  fields: Type.Object({ user: Type.String({ description: "User id" }), username: Type.String() }),
});

export const userRoles = event({
  name: "user_roles_get",
  summary: "A member's roles changed.",
  audience: "everyone",
  fields: Type.Object({
    user: Type.String({ description: "Username" }),
    roles: Type.Array(Type.String()),
    color: Type.Union([Type.String(), Type.Null()]),
    global,
  }),
});

export const statusChanged = event({
  name: "status_get",
  summary:
    "A visible member changed status or text. The member's own connections get the real status even while it is hidden.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ username: Type.String(), status: StatusObject, global }),
});

export const usersList = event({
  name: "users_list",
  summary:
    "All members. It comes instead of `user_roles_get` when the roles of many members changed at once, for example when a role that they hold was renamed. It comes after `user_roles_get` when a member lost their colour, since some clients keep a colour otherwise. Hidden members are offline in it; each of them gets their own status after it.",
  audience: "everyone",
  fields: Type.Object({ users: Type.Array(UserObject) }),
});

export const usersOnline = event({
  name: "users_online",
  summary:
    "The members who are online, pushed to a connection that missed presence events because it did not read fast enough.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ users: Type.Array(UserObject) }),
});

export const rolesList = event({
  name: "roles_list",
  summary: "The roles changed. Lists all of them, under two keys for different clients.",
  audience: "everyone",
  fields: Type.Object({ roles: RoleMap, val: RoleMap }),
});

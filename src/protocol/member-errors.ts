/** Errors of permissions, members and roles. */
import type { ErrorEntry } from "./error-entry.ts";

export const memberErrors = {
  permission_required: {
    text: "Access denied: '{permission}' permission required",
    when: "A role permission is missing.",
  },
  role_required: {
    text: "Access denied: '{role}' role required",
    when: "A command for holders of one role.",
  },
  hierarchy: {
    text: "You do not have permission to act on {target}: it is not below your highest role",
    when: "The target role or member is not below the actor.",
  },
  cannot_grant: {
    text: "You do not have permission to grant '{permission}', because you do not hold it",
    when: "A role would get a permission that the actor lacks; or a role with such a permission would be changed, or given to a member.",
  },
  owner_protected: {
    text: "You do not have permission to do this to an owner: take the role 'owner' away first",
    when: "An owner would be banned or kicked.",
  },
  cannot_act_on_self: { text: "You cannot do this to yourself", when: "Bans, timeouts and the like." },
  timed_out: { text: "You are timed out for {seconds} seconds", when: "The user is timed out." },
  claim_invalid: {
    text: "This claim code is not valid",
    when: "`owner_claim` with a wrong or used code, or when an owner exists.",
  },
  last_owner: {
    text: "You are the last owner: give the role 'owner' to somebody else first",
    when: "The last owner would leave or lose the role.",
  },
  channel_cannot_be_left: {
    text: "A single conversation can't be left. `user_leave` without `channel` leaves the server",
    when: "`user_leave` names a channel. Nothing was left.",
  },
  user_not_found: { text: "User not found", when: "No member has that name or id." },
  member_banned: {
    text: "This member is banned, and would be free to come back: lift the ban first",
    when: "`user_kick`, `user_delete`.",
  },
  username_fixed: {
    text: "The username of this member comes from the identity service and cannot be changed here",
    when: "`user_update` with a `username` for a member without a local account.",
  },
  username_in_use: {
    text: "Another member has this username",
    when: "`user_update`: another member has it, or it looks like that of a member with management permissions.",
  },
  nickname_taken: {
    text: "This nickname could be taken for another member: choose one that is not their name",
    when: "It is another member's username, or looks like a name of a member with management permissions.",
  },
  pfp_managed: {
    text: "Profile pictures are managed by Rotur: change yours there",
    when: "`pfp_set` without a local account.",
  },
  picture_invalid: {
    text: "This is not a PNG, JPEG, GIF or WebP picture of at most 1 MiB and 1024 x 1024 pixels",
    when: "`pfp_set` with a `data:` URL.",
  },
  limits_off: {
    text: "Messages are not limited on this server",
    when: "`rate_limit_status` while `rate_limiting.enabled` is false.",
  },
  role_not_found: { text: "Role not found", when: "No role has that name or id." },
  role_unknown: { text: "Role '{role}' does not exist", when: "A list names a role that does not exist." },
  role_exists: { text: "Role already exists", when: "The name is in use, or looks like one that is." },
  role_name_invalid: {
    text: "Role name is not valid: {problem}",
    when: "`role_create`, `role_update`: it is empty, too long, reserved, or has characters that names may not have.",
  },
  role_protected: {
    text: "Cannot {action} the role '{role}': it is a system role",
    when: "`owner`, `admin` and `user` can be neither renamed nor deleted.",
  },
  role_in_use: { text: "Role is used in channel '{channel}' permissions", when: "`role_delete`." },
  role_in_use_out_of_sight: {
    text: "Role is used in the permissions of a channel that you do not see",
    when: "`role_delete`, where only such channels use it.",
  },
  role_not_self_assignable: {
    text: "This role cannot be self-assignable: it is a system role or carries management permissions",
    when: "`role_create`, `role_update`.",
  },
  role_not_yours_to_take: {
    text: "This role is not self-assignable",
    when: "`self_role_add`, `self_role_remove`: only members who manage roles can give or take it.",
  },
  role_held: { text: "You already have this role", when: "`self_role_add`." },
  role_not_held: { text: "You don't have this role", when: "`self_role_remove`." },
  too_many: { text: "There are too many {things} already (limit {limit})", when: "A list is full." },
} as const satisfies Record<string, ErrorEntry>;

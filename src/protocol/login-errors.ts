/** Errors of logins, sessions and invites. Sent as `auth_error`, except where another packet is named. */
import type { ErrorEntry } from "./error-entry.ts";

export const loginErrors = {
  invalid_validator: {
    text: "Invalid authentication",
    when: "The identity service does not confirm the validator.",
  },
  identity_unavailable: {
    text: "Login failed: the identity service is unavailable. Try again in a minute",
    when: "The identity service did not answer in time, or its answer can't be read.",
  },
  account_blocked: {
    text: "The identity service has blocked this account",
    when: "The identity service says so.",
  },
  parental_block: {
    text: "The identity service does not allow this account on this server",
    when: "The identity service says so.",
  },
  banned: {
    text: "Access denied: You are banned from this server{reason}",
    when: "A banned user logs in, or is banned while connected. The reason, if one was given, follows a colon.",
    turnsAway: true,
  },
  kicked: {
    text: "You were kicked from this server{reason}",
    when: "A member is kicked while connected. The reason follows a colon.",
  },
  kicked_recently: {
    text: "You were kicked from this server. You can come back in {seconds} seconds",
    when: "`login`, `auth` or `register` of an account that was kicked, for as long as `limits.kick_seconds` says.",
    turnsAway: true,
  },
  account_deleted: {
    text: "Your account on this server was deleted",
    when: "An owner deletes the account of a connected member.",
  },
  password_changed: {
    text: "The password of your account was changed: log in again with the new one",
    when: "The operator sets the password of a connected member, or the member changes it on another connection.",
  },
  rotur_disabled: {
    text: "Rotur authentication is disabled on this server",
    when: "`auth` on a server with local accounts only.",
  },
  local_accounts_disabled: {
    text: "Authentication required",
    when: "`login` or `register` on a server without local accounts.",
  },
  registration_disabled: {
    text: "Registration is disabled",
    when: "`register` while `cracked.allow_registration` is false.",
  },
  credentials_required: {
    text: "Username and password required",
    when: "`login` or `register` without them.",
  },
  username_length: { text: "Username must be 2-32 characters", when: "`register`." },
  username_characters: {
    text: "Username may contain only letters, numbers, hyphens, underscores, and at least one letter or number",
    when: "`register`.",
  },
  password_length: { text: "Password must be 4-72 characters", when: "`register`; counted in UTF-8 bytes." },
  username_reserved: {
    text: "This username is reserved; choose another one",
    when: "`register` of a name like `admin` or `everyone`, or one that looks like it; `user_update` to such a name by a member who is no owner.",
  },
  username_taken: {
    text: "Username already taken",
    when: "`register`: a local account has the name, or it looks like that of a member with management permissions.",
  },
  account_not_found: { text: "User not found", when: "`login` with a name that no local account has." },
  invalid_password: { text: "Invalid password", when: "`login`." },
  invalid_token: { text: "Invalid token", when: "`login` with a token that no bot has." },
  invite_invalid: {
    text: "This invite is not valid any more",
    when: "`register` with the code of no invite, or of one that is used up, on a server that people join by invite.",
  },
  invite_expired: {
    text: "This invite has expired",
    when: "The same, with an invite whose time is over.",
  },
  invite_not_found: {
    text: "Invite not found",
    when: "`invite_delete` with a code of no invite, or of one that the caller may not end.",
  },
  invalid_session: {
    text: "This session has ended: log in again",
    when: "`login` with the token of no session, or of one that was revoked or not used for too long. The connections of a session that is revoked are told so too.",
  },
  session_not_found: { text: "Session not found", when: "`session_revoke`." },
  not_a_local_account: {
    text: "This account has no password on this server",
    when: "`password_change` by an account of Rotur, or by a bot.",
  },
  too_many_attempts: {
    text: "Too many attempts; wait {seconds} seconds",
    when: "Too many failed logins, refused validators or registrations of this account or address, too many good logins of this account, or too many passwords that wait to be hashed.",
  },
  login_in_progress: {
    text: "A login is already in progress on this connection",
    when: "A second login before the first is answered.",
  },
} as const satisfies Record<string, ErrorEntry>;

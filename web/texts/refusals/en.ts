/** English for what the server refuses, where its own words are not those of the page's fields. */
import type { refusals } from "./refusals.gen.ts";

/** As in de.ts. A code that is not here has the server's text. */
export const en: Readonly<Partial<Record<keyof typeof refusals, string>>> = {
  invalid_field: "Not valid: {problem}",
  banned: "You are banned from this server{reason}",
  too_many_requests: "Too fast: wait {seconds} seconds",
  local_accounts_disabled: "This server has no accounts of its own",
  registration_disabled: "New accounts need an invite here",
  credentials_required: "Enter a name and a password",
  username_length: "A name has 2 to 32 characters",
  username_characters:
    "A name has only letters from a to z, digits, hyphens and underscores, with at least one letter or digit",
  username_reserved: "This name is reserved; choose another one",
  username_taken: "This name is taken already",
  username_in_use: "Another member has this name",
  username_fixed: "The name of this member comes from the identity service and can't be changed here",
  account_not_found: "There is no account with this name",
  user_not_found: "There is no such member",
  password_length: "A password has 4 to 72 characters",
  invalid_password: "The password is wrong",
  channel_cannot_be_left: "You can't leave one channel, only the server",
  slash_not_found: "There is no command /{command} here",
};

/** Names as people read them. */
import type { WireMessage, WireUser } from "../../client/index.ts";
import type { People } from "./people.ts";

const localPrefix = "USR:local_";

/** Without the protocol's mark of accounts of this server. */
export function shownName(username: string): string {
  return username.startsWith(localPrefix) ? username.slice(localPrefix.length) : username;
}

export function nameOfMember({ nickname, username }: Pick<WireUser, "nickname" | "username">): string {
  return nickname ?? shownName(username);
}

/** Empty: the member has none. New accounts of this server have their name as one, which says nothing more. */
export function ownNickname({ nickname, username }: Pick<WireUser, "nickname" | "username">): string {
  return nickname === shownName(username) ? "" : (nickname ?? "");
}

export function nameOf(people: People, username: string): string {
  const member = people.named(username);
  return member ? nameOfMember(member) : shownName(username);
}

export function authorName(people: People, message: WireMessage): string {
  return message.webhook?.name ?? nameOf(people, message.user);
}

/** Whom old messages mention: their text names people as they were called, and is read with the names of now. */
import { blankRole } from "../../chat/blank-role.ts";
import { resolveMentions } from "../../chat/mentions.ts";
import { roleBook } from "../../chat/permissions.ts";
import { isFailure } from "../../protocol/errors.ts";
import { nameKey } from "../../text/skeleton.ts";
import { thisServerLets } from "./channel-lists.ts";
import type { Roles } from "./roles.ts";

interface Member {
  readonly id: string;
  readonly username: string;
  readonly nickname: string | undefined;
  /** Names of roles. */
  readonly roles: readonly string[];
}

export interface MentionSources {
  readonly members: readonly Member[];
  readonly roles: Roles;
  /** The roles that view a room: names, `!name` blocks. */
  viewersOf(room: string): readonly string[];
}

/** @returns the ids that a text mentions, among those who may view the room */
export function createMentions({ members, roles, viewersOf }: MentionSources) {
  const byName = new Map(members.map((member) => [nameKey(member.username), member]));
  const byId = new Map(members.map((member) => [member.id, member]));
  const byNickname = Map.groupBy(
    members.filter(({ nickname }) => nickname !== undefined),
    ({ nickname = "" }) => nameKey(nickname),
  );
  const book = roleBook(roles.records.map(({ id, name }, position) => blankRole(id, name, position)));

  return (content: string, author: string, room: string): { users: string[]; roles: string[] } => {
    const viewers = viewersOf(room);
    const found = resolveMentions(content, {
      author: { id: author, roles: [] },
      userByName: (name) => byName.get(nameKey(name)),
      usersByNickname: (nickname, most) => (byNickname.get(nameKey(nickname)) ?? []).slice(0, most),
      roles: book,
      mayView: (id) => thisServerLets(viewers, byId.get(id)?.roles ?? []),
      // The reference server let the message pass.
      mayMention: () => true,
    });
    return isFailure(found) ? { users: [], roles: [] } : found;
  };
}

/** Checks of a message's content, for `message_new` and `message_edit`. */
import { checkEmbeds } from "../../chat/embeds.ts";
import { mayMentionRole, resolveMentions } from "../../chat/mentions.ts";
import { codePoints } from "../../chat/names.ts";
import { hasPermission, mayView } from "../../chat/permissions.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import type { Permission } from "../../protocol/permissions.ts";
import { isBlank } from "../../text/shown.ts";
import type { InPlace } from "../world.ts";

/** Trims the text, and changes nothing else: see compatibility.md#own-message-echo. Text without anything visible is "". */
export function storedContent(content: string): string {
  const text = content.trim();
  return isBlank(text) ? "" : text;
}

/** @param limit in code points */
export function isLonger(text: string, limit: number): boolean {
  // The first comparison avoids counting a text of megabytes.
  return text.length > 2 * limit || codePoints(text) > limit;
}

/** The content to store, or a failure when it is too long. */
export function checkContent(content: string, { config }: Pick<InPlace, "config">) {
  const text = content.trim();
  const limit = config.limits.post_content;
  if (isLonger(text, limit)) return fail("message_too_long", { limit });
  return { content: storedContent(text) };
}

/** The embeds to store, if the author may send them; null for none. */
export function checkedEmbeds(input: unknown, context: InPlace) {
  const checked = checkEmbeds(input);
  if (isFailure(checked)) return checked;
  if (checked.embeds.length === 0) return { embeds: null };
  if (!mayAsMember(context, "embed_links")) return fail("embeds_denied");
  return checked;
}

/** Mentions in the text, as ids. */
export function mentionsIn(content: string, { state, user, channel, config }: InPlace) {
  return resolveMentions(content, {
    author: user,
    roles: state.roles,
    userByName: state.userByName,
    usersByNickname: state.usersByNickname,
    mayView: (id) => {
      const member = state.users.get(id);
      return member !== undefined && member.bannedAt === null && mayView(member, channel, state);
    },
    mayMention: (role) =>
      mayMentionRole(user, role, state.roles.byId, channel, config.permissions.enforce_member_permissions),
  });
}

/** Whether the member has a permission such as `send_messages`, or the configuration doesn't enforce them. */
export function mayAsMember(
  { config, user, state, channel }: Pick<InPlace, "config" | "user" | "state" | "channel">,
  permission: Permission,
): boolean {
  if (!config.permissions.enforce_member_permissions) return true;
  return hasPermission(user, state.roles.byId, permission, channel);
}

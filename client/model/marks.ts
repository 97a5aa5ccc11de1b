/** Reactions, pins and removed files: events that change a message which they only name. */
import type { Events, WireMessage } from "../types.ts";

export type Mark = Events[
  | "message_react_add"
  | "message_react_remove"
  | "reaction_add"
  | "reaction_remove"
  | "message_pin"
  | "message_unpin"
  | "attachment_gone"];

/** The message after the event; the same value if it is about another one, or known already. */
export function marked(message: WireMessage, mark: Mark): WireMessage {
  if (mark.cmd === "attachment_gone")
    return message.id === mark.message_id ? withoutFile(message, mark) : message;
  if (message.id !== mark.id) return message;
  if ("pinned" in mark) return message.pinned === mark.pinned ? message : { ...message, pinned: mark.pinned };
  const { emoji, from } = mark;
  const users = message.reactions?.[emoji] ?? [];
  const gives = mark.cmd === "message_react_add" || mark.cmd === "reaction_add";
  if (users.includes(from) === gives) return message;
  const after = gives ? [...users, from] : users.filter((name) => name !== from);
  const { reactions: before, ...rest } = message;
  const { [emoji]: _, ...others } = before ?? {};
  const reactions = after.length > 0 ? { ...before, [emoji]: after } : others;
  return Object.keys(reactions).length > 0 ? { ...rest, reactions } : rest;
}

function withoutFile(
  message: WireMessage,
  { attachment_id, expires_at }: Events["attachment_gone"],
): WireMessage {
  const attachments = message.attachments ?? [];
  if (!attachments.some((one) => one.id === attachment_id && one.expires_at !== expires_at)) return message;
  return {
    ...message,
    attachments: attachments.map((one) => (one.id === attachment_id ? { ...one, expires_at } : one)),
  };
}

/** What the person may do with a message of the open place. */
import { holds, mayIn, type WireMessage } from "../../client/index.ts";
import { people } from "./people.ts";
import { type OpenPlace, place } from "./places.ts";
import { model, session } from "./session.ts";

export interface MessageRights {
  readonly react: boolean;
  readonly reply: boolean;
  readonly edit: boolean;
  readonly pin: boolean;
  readonly remove: boolean;
  readonly remind: boolean;
  readonly markUnread: boolean;
  readonly seeHistory: boolean;
}

export function rightsOf(message: WireMessage): MessageRights | null {
  const current = people.value;
  const open = place.value;
  if (!current || !open || message.ephemeral) return null;
  const isOwn = message.user === current.own?.username && !message.webhook;
  const managesMessages = holds(current, "manage_messages");
  return {
    react: mayIn(current, open, "react"),
    reply: maySendIn(open),
    edit: isOwn && mayIn(current, open, "edit_own"),
    pin: can("message_pin") && (mayIn(current, open, "pin") || managesMessages),
    remove: isOwn || mayIn(current, open, "delete") || managesMessages,
    remind: can("reminder_create"),
    markUnread: can("unreads_ack"),
    seeHistory: can("message_history") && message.edited === true,
  };
}

/** May the person write there? */
export function maySendIn(open: OpenPlace): boolean {
  const current = people.value;
  if (!current || !mayIn(current, open, "send")) return false;
  return !open.isLocked || holds(current, "manage_threads");
}

/** Does the server know the command? */
export function can(command: string): boolean {
  return session.value?.client.server.capabilities.includes(command) ?? false;
}

/** The forums in which the person may begin a thread. */
export function openForums() {
  const current = people.value;
  if (!current || !can("thread_create")) return [];
  return (model.value?.channels ?? []).filter(
    (channel) => channel.type === "forum" && mayIn(current, channel, "create_thread"),
  );
}

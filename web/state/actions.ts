/** What a person does with messages. */
import { CommandError, requestPlace, type WireMessage } from "../../client/index.ts";
import { refusalText } from "../texts/refusals/refusals.ts";
import { t } from "../texts/texts.ts";
import { notice, session } from "./session.ts";

/** @returns null when it worked, or why not */
export async function editMessage(key: string, id: string, content: string): Promise<string | null> {
  return tried(session.value?.client.request("message_edit", { ...requestPlace(key), id, content }));
}

export async function deleteMessage(key: string, id: string): Promise<void> {
  tell(await tried(session.value?.client.request("message_delete", { ...requestPlace(key), id })));
}

export async function setPinned(key: string, id: string, pinned: boolean): Promise<void> {
  const command = pinned ? "message_pin" : "message_unpin";
  tell(await tried(session.value?.client.request(command, { ...requestPlace(key), id })));
}

/** Adds the own reaction, or takes it back. */
export async function toggleReaction(key: string, message: WireMessage, emoji: string): Promise<void> {
  const client = session.value?.client;
  if (!client) return;
  const isOwn = message.reactions?.[emoji]?.includes(client.user.username) ?? false;
  const command = isOwn ? "message_react_remove" : "message_react_add";
  tell(await tried(client.request(command, { ...requestPlace(key), id: message.id, emoji })));
}

/** @returns null when it worked, or why not, for people */
export async function tried(request: Promise<unknown> | undefined): Promise<string | null> {
  try {
    await request;
    return null;
  } catch (error) {
    return error instanceof CommandError ? refusalText(error) : t().noConnection;
  }
}

/** Says above the chat what did not work. */
export function tell(problem: string | null): void {
  if (problem !== null) notice.value = problem;
}

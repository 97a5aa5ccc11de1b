import { type Reply, requestPlace } from "../../client/index.ts";
import { session } from "./session.ts";

export type Version = Reply<"message_history">["versions"][number];

/** What a message was before each of its edits, oldest first. @throws what `request` throws */
export async function versionsOf(key: string, id: string): Promise<readonly Version[]> {
  const reply = await session.value?.client.request("message_history", { ...requestPlace(key), id });
  return reply?.versions ?? [];
}

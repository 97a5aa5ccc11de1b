/** The own status, as others see it. */
import { session } from "./session.ts";

export const statuses = ["online", "idle", "dnd", "invisible"] as const;
export type Status = (typeof statuses)[number];

/** Characters, as the server counts them. */
export const longestStatusText = 100;

export async function setStatus(status: Status, text: string): Promise<void> {
  await session.value?.client.request("status_set", { status, text });
}

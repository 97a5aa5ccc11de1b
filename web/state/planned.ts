/** The own scheduled messages. */
import { computed, effect } from "@preact/signals";
import { requestPlace, threadPrefix, type WireScheduled } from "../../client/index.ts";
import { t } from "../texts/texts.ts";
import { tried } from "./actions.ts";
import { channels } from "./people.ts";
import { shownChannelName } from "./places.ts";
import { model, notice, session } from "./session.ts";

/** Those that failed first, then in the order of their times. */
export const scheduled = computed<readonly WireScheduled[]>(() =>
  [...(model.value?.scheduled.values() ?? [])].sort(
    (a, b) => Number(b.error !== null) - Number(a.error !== null) || a.send_at - b.send_at,
  ),
);

/** @param at Unix seconds. @returns null when it is scheduled, or why not */
export function schedule(
  place: string,
  content: string,
  replyTo: string | null,
  at: number,
): Promise<string | null> {
  const client = session.value?.client;
  const fields = { ...requestPlace(place), content, reply_to: replyTo, send_at: at };
  return tried(client?.request("message_schedule", fields));
}

export function deleteScheduled(id: string): Promise<string | null> {
  return tried(session.value?.client.request("scheduled_delete", { id }));
}

/** Where it goes, as people call it; null when that is gone. */
export function placeNameOf({ channel, thread_id }: WireScheduled): string | null {
  const found = channels.value.find(({ name }) => name === channel);
  if (!found) return null;
  if (thread_id === null) return shownChannelName(found);
  return found.threads?.find(({ id }) => id === thread_id)?.name ?? shownChannelName(found);
}

/** The key of where it goes. */
export function placeKeyOf({ channel, thread_id }: WireScheduled): string | null {
  return thread_id === null ? channel : `${threadPrefix}${thread_id}`;
}

/** Tells of those that could not be posted at their time. */
export function watchPlanned(): void {
  effect(() => {
    const client = session.value?.client;
    return client?.on("scheduled_fail", ({ scheduled: { error } }) => {
      notice.value = t().scheduledFailed(error?.val ?? "");
    });
  });
}

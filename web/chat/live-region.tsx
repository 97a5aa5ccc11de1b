import { useSignal, useSignalEffect } from "@preact/signals";
import { placeOf } from "../../client/index.ts";
import { inBrief } from "../state/in-brief.ts";
import { authorName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { placeKey } from "../state/places.ts";
import { session } from "../state/session.ts";

/** Reads out new messages of the open channel to screen readers, when they have nothing else to say. */
export function LiveRegion() {
  const told = useSignal("");
  useSignalEffect(() => {
    const client = session.value?.client;
    const key = placeKey.value;
    told.value = "";
    return client?.on("message_new", (packet) => {
      const current = people.peek();
      const { message } = packet;
      if (!current || placeOf(packet) !== key || message.user === current.own?.username) return;
      told.value = `${authorName(current, message)}: ${inBrief(message, 300)}`;
    });
  });
  return (
    <div class="visually-hidden" aria-live="polite">
      {told.value}
    </div>
  );
}

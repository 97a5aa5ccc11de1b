import { base } from "../state/base.ts";
import { authorName } from "../state/names.ts";
import { type MessageOverlay, messageDialog } from "../state/overlays.ts";
import { people } from "../state/people.ts";
import { hashOf } from "../state/places.ts";
import { NewThread } from "./new-thread.tsx";

/** Begins a thread that quotes a message, and leads back to it. Threads are in forums, so the message stays. */
export function ThreadFromMessage({ message, place }: MessageOverlay) {
  const current = people.value;
  if (!current) return null;
  const quote = message.content
    .slice(0, 1000)
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
  const text = `${quote}\n${authorName(current, message)}: ${base}${hashOf(place, message.id)}\n\n`;
  return (
    <NewThread
      forum={null}
      text={text}
      onClose={() => {
        messageDialog.value = null;
      }}
    />
  );
}

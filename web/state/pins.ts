/** The pinned messages of a place. The model knows only those of the messages that are loaded. */
import { placeOf, requestPlace, type WireMessage } from "../../client/index.ts";
import { session } from "./session.ts";

/** Newest first. @throws what `request` throws */
export async function pinnedOf(key: string): Promise<readonly WireMessage[]> {
  return (await session.value?.client.request("messages_pinned", requestPlace(key)))?.messages ?? [];
}

/** Calls the handler after each event that may change them; call the returned function to stop. */
export function whenPinsChange(key: string, handler: () => void): () => void {
  const client = session.value?.client;
  if (!client) return () => {};
  const names = ["message_pin", "message_unpin", "message_edit", "message_delete"] as const;
  const stops = names.map((name) =>
    client.on(name, (packet) => {
      if (placeOf(packet) === key) handler();
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

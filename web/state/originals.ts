/** Messages that are answered, for the line above the answer: from the history, or fetched when the line is drawn. */
import { type Signal, signal } from "@preact/signals";
import { CommandError, requestPlace, type WireMessage } from "../../client/index.ts";
import { openHistory } from "./history.ts";
import { session } from "./session.ts";

/** Null: deleted. Undefined: not known yet. */
type Original = WireMessage | null | undefined;

/** Whose they are: somebody else may log in, and may not read them. */
let owner = session.peek();
const fetched = new Map<string, Signal<Original>>();
/** So many are remembered at most. */
const most = 500;

export function originalOf(key: string, id: string): Original {
  const loaded = openHistory.value?.messages.find((message) => message.id === id);
  if (loaded) return loaded;
  if (owner !== session.peek()) {
    owner = session.peek();
    fetched.clear();
  }
  const entry = fetched.get(id);
  if (entry) return entry.value;
  const original = signal<Original>(undefined);
  if (fetched.size >= most) fetched.clear();
  fetched.set(id, original);
  void load(key, id, original);
  return original.value;
}

async function load(key: string, id: string, original: Signal<Original>): Promise<void> {
  try {
    const reply = await session.value?.client.request("message_get", { ...requestPlace(key), id });
    original.value = reply?.message ?? null;
  } catch (error) {
    if (error instanceof CommandError && error.code === "message_not_found") original.value = null;
    else fetched.delete(id);
  }
}

/** Messages that mention the person, and what of it they have read. */
import { computed, effect, signal } from "@preact/signals";
import { pingsMe, placeOf, type Reply, requestPlace } from "../../client/index.ts";
import { tell, tried } from "./actions.ts";
import { model, session } from "./session.ts";

export type Mention = Reply<"pings_get">["messages"][number];

/** Newest first; null until they came. */
export const mentions = signal<readonly Mention[] | null>(null);
export const mentionsProblem = signal<string | null>(null);
const total = signal(0);
/** How many the server has told of, also those that were deleted since. */
const told = signal(0);
export const hasOlderMentions = computed(() => told.value < total.value);
let isLoading = false;

const pageSize = 25;

/** The mentions that are not read: the newest of each place, as many as the server counts there. */
export const newMentions = computed<ReadonlySet<string>>(() => {
  const left = new Map([...(model.value?.unread ?? [])].map(([key, { pings }]) => [key, pings]));
  const found = new Set<string>();
  for (const message of mentions.value ?? []) {
    const key = placeOf(message);
    const count = left.get(key) ?? 0;
    if (count === 0) continue;
    left.set(key, count - 1);
    found.add(message.id);
  }
  return found;
});

export async function loadMentions(isAnew = false): Promise<void> {
  const client = session.value?.client;
  if (!client || isLoading) return;
  isLoading = true;
  mentionsProblem.value = await tried(
    client.request("pings_get", { limit: pageSize, offset: isAnew ? 0 : told.peek() }).then((page) => {
      const before = isAnew ? [] : (mentions.peek() ?? []);
      const known = new Set(before.map(({ id }) => id));
      mentions.value = [...before, ...page.messages.filter(({ id }) => !known.has(id))];
      told.value = page.offset + page.limit;
      total.value = page.total;
    }),
  );
  isLoading = false;
}

/** Marks everything in the place of the message as read, up to it. */
export async function readUpTo(message: Mention): Promise<void> {
  const client = session.value?.client;
  tell(
    await tried(
      client?.request("unreads_ack", { ...requestPlace(placeOf(message)), message_id: message.id }),
    ),
  );
}

/** Keeps the list up to date while it is shown. @returns stops it */
export function watchMentions(): () => void {
  void loadMentions(true);
  return effect(() => {
    const client = session.value?.client;
    if (!client) return;
    const stops = [
      client.on("message_new", ({ message, channel, thread_id }) => {
        const known = model.peek();
        if (!known || !mentions.peek() || message.user === known.members.get(known.me)?.username) return;
        if (!pingsMe(known, message)) return;
        mentions.value = [
          { ...message, channel, ...(thread_id && { thread_id }) },
          ...(mentions.peek() ?? []),
        ];
        told.value++;
        total.value++;
      }),
      client.on("message_delete", ({ id }) => {
        const before = mentions.peek();
        if (!before?.some((message) => message.id === id)) return;
        mentions.value = before.filter((message) => message.id !== id);
        told.value--;
        total.value--;
      }),
      client.on("message_edit", ({ message }) => {
        mentions.value =
          mentions.peek()?.map((before) => (before.id === message.id ? { ...before, ...message } : before)) ??
          null;
      }),
      client.on("reset", () => void loadMentions(true)),
    ];
    return () => {
      for (const stop of stops) stop();
      mentions.value = null;
    };
  });
}

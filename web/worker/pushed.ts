/** What the server pushes (docs/push.md). */
export interface Pushed {
  readonly title: string;
  readonly body: string;
  readonly channelName: string;
  readonly thread_id: string | null;
  readonly message_id: string;
}

/** Null for anything else than the server pushes. */
export function pushedIn(data: { json(): unknown } | null): Pushed | null {
  let found: Partial<Record<keyof Pushed, unknown>> | null;
  try {
    found = data?.json() as typeof found;
  } catch {
    return null;
  }
  const { title, body, channelName, thread_id = null, message_id } = found ?? {};
  const texts = [title, body, channelName, message_id, thread_id ?? ""];
  if (!texts.every((text) => typeof text === "string" && text.isWellFormed())) return null;
  return { title, body, channelName, thread_id, message_id } as Pushed;
}

/** Where the page shows it, as the part of its address behind the path. */
export function placeOfPush({ channelName, thread_id, message_id }: Pushed): string {
  const place = thread_id === null ? channelName : `thread:${thread_id}`;
  return `#/${encodeURIComponent(place)}/${encodeURIComponent(message_id)}`;
}

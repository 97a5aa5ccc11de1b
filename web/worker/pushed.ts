/** What the server pushes (docs/push.md). */
export interface Pushed {
  readonly title: string;
  readonly body: string;
  readonly channelName: string;
  readonly thread_id: string | null;
  readonly message_id: string;
}

/** Where the page shows it, as the part of its address behind the path. */
export function placeOfPush({ channelName, thread_id, message_id }: Pushed): string {
  const place = thread_id === null ? channelName : `thread:${thread_id}`;
  return `#/${encodeURIComponent(place)}/${encodeURIComponent(message_id)}`;
}

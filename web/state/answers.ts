/** Answers that only the own user sees. No history has them: they are here until the page is left or they are dismissed. */
import { effect, signal } from "@preact/signals";
import { placeOf, type WireMessage } from "../../client/index.ts";
import { session } from "./session.ts";

interface Answer {
  /** Key of the place. */
  readonly place: string;
  readonly message: WireMessage;
}

/** In the order of coming. */
const answers = signal<readonly Answer[]>([]);

export function watchAnswers(): void {
  effect(() => {
    const client = session.value?.client;
    if (!client) {
      answers.value = [];
      return;
    }
    return client.on("message_new", (packet) => {
      const { message } = packet;
      if (message.ephemeral) answers.value = [...answers.value, { place: placeOf(packet), message }];
    });
  });
}

export function dismissAnswer(id: string): void {
  answers.value = answers.value.filter(({ message }) => message.id !== id);
}

/**
 * The rows of a place with the answers in between, where their times put them.
 *
 * @param reaches whether the rows go to the oldest and to the newest message: what is beyond belongs here too then
 */
export function withAnswers(
  rows: readonly WireMessage[],
  place: string,
  reaches: { readonly start: boolean; readonly end: boolean },
): readonly WireMessage[] {
  const here = answers.value.filter((answer) => answer.place === place);
  if (here.length === 0) return rows;
  const [first, last] = [rows[0]?.timestamp ?? 0, rows.at(-1)?.timestamp ?? 0];
  const fitting = here
    .map(({ message }) => message)
    .filter(({ timestamp }) => (reaches.start || timestamp >= first) && (reaches.end || timestamp <= last));
  return [...rows, ...fitting].sort((a, b) => a.timestamp - b.timestamp);
}

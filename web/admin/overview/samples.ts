/** Figures of the server over time, measured while somebody looks at them. */
import { signal } from "@preact/signals";
import type { Reply } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { session } from "../../state/session.ts";

export type Stats = Reply<"server_stats">["stats"];

/** Five minutes. */
const mostSamples = 60;
const interval = 5000;

/** Oldest first. */
export const samples = signal<readonly Stats[]>([]);
export const statsProblem = signal<string | null>(null);

async function measure(): Promise<void> {
  if (document.hidden) return;
  const asked = session.peek();
  const answer = await ask((client) => client.request("server_stats", {}));
  if (asked !== session.peek()) return;
  statsProblem.value = answer.refused?.text ?? null;
  if (answer.reply) samples.value = [...samples.peek(), answer.reply.stats].slice(-mostSamples);
}

/** @returns stops it */
export function watchStats(): () => void {
  samples.value = [];
  void measure();
  const timer = setInterval(() => void measure(), interval);
  return () => clearInterval(timer);
}

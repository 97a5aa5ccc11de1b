/** What is being written: the message that is answered or edited, files, and how long to wait. */

import { effect, signal } from "@preact/signals";
import type { WireMessage } from "../../client/index.ts";
import { placeKey } from "./places.ts";
import { sendings, session } from "./session.ts";

export const replyTo = signal<WireMessage | null>(null);
/** Id of the message that is edited. */
export const editing = signal<string | null>(null);
/** Id of the message that the person chooses a reaction for. */
export const picking = signal<string | null>(null);
/** The message of which the person is asked whether to delete it. */
export const deleting = signal<WireMessage | null>(null);
/** Counts changes of drafts that were made beside their fields, which then show them. */
export const draftChanges = signal(0);
/** Seconds until the server takes the next message; 0: it does now. */
export const waitSeconds = signal(0);

/** Unix milliseconds, by place. Slow mode is of one place; other limits are of the whole server, here "". */
const waits = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(): void {
  clearTimeout(timer);
  const until = Math.max(waits.get("") ?? 0, waits.get(placeKey.peek() ?? "") ?? 0);
  const left = until - Date.now();
  waitSeconds.value = Math.max(0, Math.ceil(left / 1000));
  if (left > 0) timer = setTimeout(tick, left % 1000 || 1000);
}

export function watchComposing(): void {
  effect(() => {
    void placeKey.value;
    replyTo.value = null;
    editing.value = null;
    picking.value = null;
    deleting.value = null;
    tick();
  });
  // Slow mode and the rate limit say how long to wait.
  const seen = new WeakSet<object>();
  effect(() => {
    for (const { problem, place } of sendings.value) {
      if (!problem?.retryAfter || seen.has(problem)) continue;
      seen.add(problem);
      const key = problem.code === "slow_mode" ? place : "";
      waits.set(key, Math.max(waits.get(key) ?? 0, Date.now() + problem.retryAfter));
      tick();
    }
  });
  effect(() => {
    if (session.value) return;
    waits.clear();
    tick();
  });
}

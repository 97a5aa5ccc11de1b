import { tried } from "./actions.ts";
import { session } from "./session.ts";

/** Replaces the own vote; none takes it back. @returns null when it worked, or why not */
export function vote(poll: string, options: readonly string[]): Promise<string | null> {
  return tried(session.value?.client.request("poll_vote", { poll_id: poll, option_ids: [...options] }));
}

/** @returns null when it worked, or why not */
export function endPoll(poll: string): Promise<string | null> {
  return tried(session.value?.client.request("poll_end", { poll_id: poll }));
}

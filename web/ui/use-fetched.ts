import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Client, EventName } from "../../client/index.ts";
import { ask } from "../state/ask.ts";
import { session } from "../state/session.ts";

export interface Fetched<T> {
  /** Null: it hasn't come yet, or could not be had. */
  readonly value: T | null;
  readonly problem: string | null;
  reload(): void;
}

/**
 * A list that the model doesn't keep: asked for when it is shown, again with another `key`, after each of these events,
 * and when the connection has missed some.
 */
export function useFetched<T>(
  load: (client: Client) => Promise<T>,
  events: readonly EventName[],
  key = "",
): Fetched<T> {
  const value = useSignal<T | null>(null);
  const problem = useSignal<string | null>(null);
  const latest = useRef(0);
  const reload = async () => {
    const turn = ++latest.current;
    const answer = await ask(load);
    // An answer to an earlier question may come later.
    if (turn !== latest.current) return;
    problem.value = answer.refused?.text ?? null;
    if (!answer.refused) value.value = answer.reply;
  };
  const current = useRef(reload);
  current.current = reload;
  useEffect(() => {
    void reload();
    const client = session.value?.client;
    const stops = [...events, "reset" as const].map((name) => client?.on(name, () => void current.current()));
    return () => {
      latest.current++;
      for (const stop of stops) stop?.();
    };
  }, [key]);
  return { value: value.value, problem: problem.value, reload: () => void reload() };
}

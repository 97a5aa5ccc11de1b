/** Which places the person wants to hear of: the server keeps what is muted if it can, and else the browser. */
import { computed, signal } from "@preact/signals";
import { isMutedPlace, requestPlace, withPushSettings } from "../../client/index.ts";
import { tell, tried } from "./actions.ts";
import { keep, kept } from "./kept.ts";
import { channels } from "./people.ts";
import { model, session } from "./session.ts";

export const levels = ["all", "mentions", "nothing"] as const;
/** Of which messages a place tells. */
export type Level = (typeof levels)[number];

function keptSet(key: string) {
  const read = (): ReadonlySet<string> => {
    try {
      const names: unknown = JSON.parse(kept(key) ?? "[]");
      return new Set(Array.isArray(names) ? names.map(String) : []);
    } catch {
      return new Set();
    }
  };
  const value = signal(read());
  return {
    value,
    put(name: string, isIn: boolean): void {
      const next = new Set(value.value);
      if (isIn) next.add(name);
      else next.delete(name);
      value.value = next;
      keep(key, next.size === 0 ? null : JSON.stringify([...next]));
    },
  };
}

const mutedHere = keptSet("muted");
const toldOfAll = keptSet("notify-all");
const settings = computed(() => model.value?.pushSettings ?? null);

/** @param key of a place */
export function isMuted(key: string): boolean {
  const pushSettings = settings.value;
  return pushSettings ? isMutedPlace({ pushSettings }, key) : mutedHere.value.value.has(key);
}

export function levelOf(key: string): Level {
  if (isMuted(key)) return "nothing";
  return toldOfAll.value.value.has(key) ? "all" : "mentions";
}

/** A thread tells of nothing while its forum is muted. */
export function levelHere(key: string): Level {
  const forum = channels.value.find(({ threads }) => threads?.some(({ id }) => key === `thread:${id}`));
  return forum && isMuted(forum.name) ? "nothing" : levelOf(key);
}

export async function setLevel(key: string, level: Level): Promise<void> {
  toldOfAll.put(key, level === "all");
  const muted = level === "nothing";
  if (muted === isMuted(key)) return;
  const { client, followed } = session.value ?? {};
  if (!settings.value) {
    mutedHere.put(key, muted);
    return;
  }
  const request = client?.request(
    "push_mute",
    { ...requestPlace(key), muted },
    { inOrder: (reply) => followed?.update((before) => withPushSettings(before, reply)) },
  );
  tell(await tried(request));
}

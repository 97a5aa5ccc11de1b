import { createPerform } from "../actions/perform.ts";
import { createLocalEventLog } from "../bus/local.ts";
import { createState } from "../chat/state.ts";
import { loadEverything } from "../db/meta.ts";
import type { Store } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import type { OperatorParts } from "./parts.ts";

/** What the operator's commands need of a stopped server: its members in memory, and an event log without receivers. */
export async function offlineParts(
  store: Store,
  log: Log,
): Promise<Pick<OperatorParts, "state" | "perform">> {
  const state = createState(await store.read(loadEverything({})));
  const eventLog = createLocalEventLog({
    retention: () => ({ events: 0, characters: 0 }),
    failed: (cause) => log.error("A change could not be taken over", { cause }),
  });
  eventLog.subscribe(({ changes }) => changes.forEach(state.apply));
  return { state, perform: createPerform({ store, eventLog, log }) };
}

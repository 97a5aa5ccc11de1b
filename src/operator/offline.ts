import { createPerform } from "../actions/perform.ts";
import { createLocalEventLog } from "../bus/local.ts";
import { createState } from "../chat/state.ts";
import { createTimeouts } from "../chat/timeouts.ts";
import { parsePublicUrl } from "../config/formats.ts";
import type { ConfigSource } from "../config/source.ts";
import { loadEverything } from "../db/meta.ts";
import type { Store } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import type { OperatorParts } from "./parts.ts";

/** What the operator's commands need of a stopped server: its members in memory, and an event log without receivers. */
export async function offlineParts(
  store: Store,
  config: ConfigSource,
  log: Log,
): Promise<Omit<OperatorParts, "passwords" | "now" | "newId" | "elapsed">> {
  const state = createState(await store.read(loadEverything({})));
  const eventLog = createLocalEventLog({
    retention: () => ({ events: 0, characters: 0 }),
    failed: (cause) => log.error("A change could not be taken over", { cause }),
  });
  eventLog.subscribe(({ changes }) => changes.forEach(state.apply));
  const timeouts = createTimeouts();
  return {
    state,
    perform: createPerform({ store, eventLog, log }),
    get config() {
      return config.current;
    },
    read: (read) => store.read(read),
    // Nobody is there to see the face.
    settings: {
      change: (edits) => config.change(edits),
      face: () => ({ ...config.current.server, icon: null, banner: null }),
    },
    publicUrl: () => {
      const { url } = config.current.server;
      const parsed = url === null ? null : parsePublicUrl(url);
      return (
        parsed &&
        `${parsed.protocol.replace("ws", "http")}//${parsed.host}${parsed.pathname}`.replace(/\/+$/, "")
      );
    },
    timeoutLeft: (user) => timeouts.left(user, Date.now(), 0),
    running: null,
  };
}

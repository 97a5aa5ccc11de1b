/** Jobs besides requests, once the server listens: upkeep, the operator's commands, changes of the configuration. */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Perform } from "../actions/perform.ts";
import { faceEvent } from "../actions/server/face.ts";
import type { User } from "../chat/model.ts";
import type { Config } from "../config/schema.ts";
import type { Read } from "../db/procedure.ts";
import type { Store } from "../db/store.ts";
import { assetWarnings, baseUrl } from "../http/server-assets.ts";
import { answerOperator, logOperator } from "../operator/answer.ts";
import { serveControl } from "../operator/control.ts";
import { errorText } from "../text/error-text.ts";
import type { ClockWatch } from "../upkeep/clock-watch.ts";
import { startHousekeeping } from "../upkeep/housekeeping.ts";
import { startIndexing } from "../upkeep/indexing.ts";
import { createPushQueue } from "../upkeep/push-queue.ts";
import { configNameWarnings } from "../watchers/config-names.ts";
import { readTls } from "../watchers/tls-files.ts";
import type { Environment } from "./environment.ts";
import type { Connected } from "./gateway.ts";
import type { Listener } from "./listening.ts";
import type { Services } from "./services.ts";

/** Returns a function that ends all of them. */
export function startJobs(
  environment: Environment,
  store: Store,
  services: Services,
  { gateway, eventLog, perform }: Pick<Connected, "gateway" | "eventLog" | "perform">,
  listener: Listener,
  clockWatch: ClockWatch,
): { stop(): Promise<void> } {
  const { config, dataFolder, log, now, elapsed, nonceTime, newId } = environment;
  const { state, identity, settings, figures, timeouts } = services;
  const stopFollowing = followConfig(environment, services, listener, perform);
  const housekeeping = startHousekeeping({
    ...services,
    storage: services.storage,
    store,
    perform,
    gateway,
    clockWatch,
    log,
    now,
    elapsed,
    nonceTime,
    config: () => config.current,
    onEvents: (listener) => eventLog.subscribe(({ events }) => listener(events)),
  });
  const stopIndexing = startIndexing(store, log);
  const pushes = createPushQueue({
    ...services,
    config: () => config.current,
    store,
    perform,
    clockWatch,
    log,
    now,
  });
  eventLog.subscribe(pushes.told);
  const operatorParts = () => ({
    state,
    perform,
    now,
    elapsed,
    newId,
    passwords: identity,
    get config() {
      return config.current;
    },
    read: <Result>(read: Read<Result>) => store.read(read),
    settings,
    publicUrl: () => baseUrl(config.current, listener.url),
    timeoutLeft: (user: User) => timeouts.left(user, now(), elapsed()),
    running: { figures, url: listener.url },
  });
  const control = serveControl(
    join(dataFolder, "db"),
    async (request) => {
      const answer = await answerOperator(operatorParts(), request);
      logOperator(log, request, answer);
      return answer;
    },
    log,
  );
  return {
    async stop() {
      housekeeping.stop();
      pushes.stop();
      stopIndexing();
      stopFollowing();
      await control.stop();
    },
  };
}

/** Applies settings that can change while the server runs, and warns of settings that can't be right. */
function followConfig(
  { config, dataFolder, log }: Environment,
  { state, disk, settings }: Services,
  listener: Listener,
  perform: Perform,
): () => void {
  const warn = (current: Config) => {
    const file = join(dataFolder, "config.json");
    const warnings = [...configNameWarnings(current, state), ...assetWarnings(current, dataFolder)];
    for (const warning of warnings) log.warn(warning, { file });
  };
  /** A changed path takes effect at the next start, which fails if the file is missing: the log says so now. */
  const checkTls = (current: Config) => {
    try {
      readTls(current.websocket.tls, dataFolder);
    } catch (error) {
      log.error("The files of websocket.tls can't be used; a restart would fail", {
        reason: errorText(error),
      });
    }
  };
  warn(config.current);
  return config.onChange((current, previous, by) => {
    warn(current);
    // A command tells of its own change.
    if (by === "file" && !isDeepStrictEqual(current.server, previous.server))
      perform({ name: "server_update", decide: () => ({ events: [faceEvent(settings.face())] }) });
    if (!isDeepStrictEqual(current.websocket.tls, previous.websocket.tls)) checkTls(current);
    listener.reconfigure(current);
    disk.review();
  });
}

/** The server: builds its parts, starts them in order, and stops them with nothing lost. */
import { join } from "node:path";
import type { EventLog } from "./bus/event-log.ts";
import { hasOwner } from "./chat/ownership.ts";
import type { MutableState } from "./chat/state.ts";
import { newestEvent } from "./db/newest-event.ts";
import type { Store } from "./db/store.ts";
import type { Gateway } from "./gateway/gateway.ts";
import type { TlsFiles } from "./gateway/transport.ts";
import { isPageOn } from "./http/page/page.ts";
import { programCommand } from "./programs/programs.ts";
import { type Environment, environmentOf, type ServerOptions } from "./server/environment.ts";
import { connectGateway } from "./server/gateway.ts";
import { startJobs } from "./server/jobs.ts";
import { openListener } from "./server/listening.ts";
import { measured } from "./server/measure.ts";
import { createRoutes } from "./server/routes.ts";
import { createServices } from "./server/services.ts";
import { openPreparedStore, pinSigningUrl } from "./startup/prepare.ts";
import { startBackups } from "./upkeep/backups.ts";
import { createClockWatch } from "./upkeep/clock-watch.ts";
import { watchLoopDelay } from "./upkeep/loop-delay.ts";
import { readTls } from "./watchers/tls-files.ts";
import { createWatchers } from "./watchers.ts";

export interface OriginChatsServer {
  readonly host: string;
  readonly port: number;
  /** `http://HOST:PORT`, or https with TLS. */
  readonly url: string;
  /** The code for the first owner, or null when there is an owner. */
  readonly claimCode: string | null;
  readonly state: MutableState;
  readonly store: Store;
  readonly eventLog: EventLog;
  readonly gateway: Gateway;
  /** The address of the built-in page; null while it is off. */
  readonly pageUrl: string | null;
  /** Answers the requests under way, stores everything, and tells clients that the server goes away. */
  stop(): Promise<void>;
}

/** How long requests under way may take when the server stops. */
const stopMilliseconds = 2500;

/** @throws StartError with one line for people: port in use, unreadable folder, locked or damaged database */
export async function startServer(options: ServerOptions): Promise<OriginChatsServer> {
  const environment = environmentOf(options);
  const store = await openPreparedStore(environment.dataFolder, environment.config.current, options.onLost);
  try {
    return await startOn(store, environment);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOn(store: Store, environment: Environment): Promise<OriginChatsServer> {
  const { config, dataFolder, host, log, now, elapsed, newId } = environment;
  const clockWatch = createClockWatch({
    now,
    elapsed,
    log,
    newestEvent: await store.read(newestEvent({})),
  });
  // Known when the port is open.
  const serving: { url: string; tls: TlsFiles | null } = { url: "", tls: null };
  const services = await createServices(
    environment,
    store,
    () => serving.url,
    (task) => connected.perform(task),
    () => measure(),
  );
  const signingUrl = await pinSigningUrl(store, config.current, log);
  const connected = connectGateway(environment, store, services, signingUrl);
  const { gateway, eventLog, perform } = connected;
  const { state, identity, disk, storage, claimCode } = services;
  const watchers = createWatchers({
    config,
    state,
    store,
    perform,
    log,
    newId,
    now,
    folder: join(dataFolder, "db"),
  });
  eventLog.subscribe(({ changes }) => {
    if (changes.length > 0) watchers.changed(changes);
  });
  await watchers.open();

  const routes = createRoutes(
    environment,
    store,
    services,
    connected,
    () => serving,
    () => measure(),
  );
  const { tls } = config.current.websocket;
  const files = readTls(tls, dataFolder);
  const listener = openListener(environment, connected, routes, files);
  const { transport, url } = listener;
  Object.assign(serving, { url, tls: files });
  const loopDelay = watchLoopDelay();
  const backups = startBackups({
    program: programCommand("cli"),
    dataFolder,
    backup: () => config.current.backup,
    log,
    now,
  });
  const measure = () => measured(environment, store, services, connected, serving, loopDelay, backups);
  const jobs = startJobs(environment, store, services, connected, listener, clockWatch);
  watchers.watch(
    tls &&
      files && {
        tls,
        served: files,
        dataFolder,
        log,
        renew(renewed) {
          transport.renewTls(renewed);
          serving.tls = renewed;
        },
      },
  );
  return {
    host,
    port: transport.port,
    url,
    state,
    store,
    eventLog,
    gateway,
    get pageUrl() {
      // A server that listens on all addresses is opened by that of this machine.
      const here = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
      return isPageOn(config.current) ? here : null;
    },
    // A hand edit may have made an owner just now.
    claimCode: hasOwner(state) ? null : claimCode,
    async stop() {
      identity.stop();
      disk.stop();
      storage.stop();
      loopDelay.stop();
      backups.stop();
      await jobs.stop();
      transport.stopAccepting();
      await gateway.stop(stopMilliseconds);
      await watchers.stop();
      await store.close();
      await transport.stop();
    },
  };
}

/** The server: builds its parts, starts them in order, and stops them with nothing lost. */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { fullDiskNotice, ownersOf } from "./actions/full-disk.ts";
import { createHeldStatuses } from "./actions/members/held-statuses.ts";
import { createLocalEventLog } from "./bus/local.ts";
import { accountNamed } from "./chat/local-accounts.ts";
import { hasOwner } from "./chat/ownership.ts";
import { picturesPath } from "./chat/pictures.ts";
import { createState, type MutableState } from "./chat/state.ts";
import { createTimeouts } from "./chat/timeouts.ts";
import type { Config } from "./config/schema.ts";
import type { ConfigSource } from "./config/source.ts";
import { StartError } from "./config/start-error.ts";
import { newestEvent } from "./db/audit.ts";
import { loadEverything } from "./db/meta.ts";
import { pictureById, pictureTypes } from "./db/pictures.ts";
import type { Store } from "./db/store.ts";
import { createAddressRules } from "./gateway/address.ts";
import { createAdmission } from "./gateway/admission.ts";
import { createGateway, type Gateway } from "./gateway/gateway.ts";
import { isLoopbackName, isPublicName, type OriginSettings } from "./gateway/origins.ts";
import { certificateExpiry, listen, type TlsFiles, type Transport } from "./gateway/transport.ts";
import type { AnyCommand } from "./handlers/command.ts";
import { createMemberTexts } from "./handlers/member-texts.ts";
import { commands } from "./handlers/registry.gen.ts";
import { createCommandRules } from "./handlers/rules.ts";
import { capabilitiesOf, handshakePacket } from "./handlers/server/handshake.ts";
import { healthz } from "./http/healthz.ts";
import { indexPage } from "./http/index-page.ts";
import { info } from "./http/info.ts";
import { metrics } from "./http/metrics.ts";
import { openPictureShelf } from "./http/picture-shelf.ts";
import { pictures } from "./http/pictures.ts";
import { root } from "./http/root.ts";
import { createRouter, pathOf } from "./http/route.ts";
import { baseUrl, publicUrl, serverAsset, serverFace } from "./http/server-assets.ts";
import { createIdentity } from "./identity/create.ts";
import type { Log } from "./log/log.ts";
import { createCounters } from "./observers/counters.ts";
import { createSecurityLog } from "./observers/security-log.ts";
import { answerOperator, logOperator } from "./operator/answer.ts";
import { serveControl } from "./operator/control.ts";
import { type BudgetNumbers, budgets as usualBudgets } from "./protocol/budgets.ts";
import { alphanumeric } from "./startup/claim.ts";
import { openPreparedStore, pinSigningUrl, prepareClaim } from "./startup/prepare.ts";
import { version } from "./startup/version.ts";
import { errorText } from "./text/error-text.ts";
import { createClockWatch } from "./upkeep/clock-watch.ts";
import { watchDiskSpace } from "./upkeep/disk-space.ts";
import { startHousekeeping } from "./upkeep/housekeeping.ts";
import { startIndexing } from "./upkeep/indexing.ts";
import { watchLoopDelay } from "./upkeep/loop-delay.ts";
import { configNameWarnings } from "./watchers/config-names.ts";
import { readTls } from "./watchers/tls-files.ts";
import { createWatchers } from "./watchers.ts";

export interface ServerOptions {
  readonly dataFolder: string;
  readonly config: ConfigSource;
  /** Instead of the configured ones. */
  readonly host?: string;
  readonly port?: number;
  readonly log: Log;
  /**
   * Called once when the database is gone from the folder while the server runs; with one line for people. What is
   * acknowledged from then on would be lost, so the process must end at once.
   */
  readonly onLost?: (reason: string) => void;
  /** Milliseconds since the epoch; tests bring their own. */
  readonly now?: () => number;
  /** Milliseconds of a clock that nobody sets. Without it, a test's own clock serves for both. */
  readonly elapsed?: () => number;
  /** Instead of the server's own commands: tests watch what their handlers do. */
  readonly commands?: Readonly<Record<string, AnyCommand>>;
  /** Instead of the usual numbers: for tests and measurements that do in seconds what people do in hours. */
  readonly budgets?: BudgetNumbers;
}

export interface OriginChatsServer {
  readonly host: string;
  readonly port: number;
  /** `http://HOST:PORT`, or https with TLS. */
  readonly url: string;
  /** The code for the first owner, or null when there is an owner. */
  readonly claimCode: string | null;
  readonly state: MutableState;
  readonly store: Store;
  readonly gateway: Gateway;
  /** Answers what is under way, stores everything, tells clients that it goes away. */
  stop(): Promise<void>;
}

/** How long requests under way may take when the server stops. */
const stopPatience = 2500;

/** @throws StartError with one line for people: port in use, unreadable folder, locked or damaged database */
export async function startServer(options: ServerOptions): Promise<OriginChatsServer> {
  const { log, config } = options;
  const dataFolder = resolve(options.dataFolder);
  const now = options.now ?? Date.now;
  const elapsed = options.elapsed ?? options.now ?? (() => performance.now());
  // Starts at the time of day, so that nonces outlive a restart, and then follows `elapsed`, whatever the clock does.
  const startedAt = now() - elapsed();
  const nonceTime = () => Math.round(startedAt + elapsed());
  const budgets = options.budgets ?? usualBudgets;
  const newId = () => Bun.randomUUIDv7();
  const store = await openPreparedStore(dataFolder, config.current, options.onLost);
  try {
    return await startOn(store);
  } catch (error) {
    await store.close();
    throw error;
  }

  async function startOn(store: Store): Promise<OriginChatsServer> {
    const state = createState(await store.read(loadEverything({})));
    const clockWatch = createClockWatch({
      now,
      elapsed,
      newestEvent: await store.read(newestEvent({})),
      log,
    });
    const { claim, claimCode } = await prepareClaim(store, hasOwner(state));
    const signingUrl = await pinSigningUrl(store, config.current, log);

    const members = createMemberTexts(state);
    const shelf = await openPictureShelf(
      {
        types: () => store.read(pictureTypes({})),
        picture: (id) => store.read(pictureById({ id })),
      },
      state.hasPicture,
    );
    const identity = createIdentity(() => config.current, log, { now, elapsed });
    const timeouts = createTimeouts();
    timeouts.note(state.users.values(), now(), elapsed());
    const heldStatuses = createHeldStatuses(state, budgets.status, elapsed);
    const disk = watchDiskSpace({
      folder: join(dataFolder, "db"),
      reserve: () => config.current.DB.reserve,
      log,
      onLow: () => gateway.dispatch.publish({ events: fullDiskNotice(ownersOf(state)) }),
    });
    const rules = createCommandRules(
      {
        state,
        newId,
        read: (read) => store.read(read),
        identity,
        claim,
        members,
        heldStatuses,
        pictureUrl,
        disk,
      },
      () => config.current,
      { now, elapsed, nonceTime },
      timeouts,
      budgets,
    );
    const registry = new Map<string, AnyCommand>(Object.entries(options.commands ?? commands));
    const capabilities = capabilitiesOf(registry.values());

    const counters = createCounters();
    const security = createSecurityLog({
      log,
      elapsed,
      accountOf: (name) => accountNamed(name.trim().toLowerCase(), state)?.id ?? null,
    });
    const eventLog = createLocalEventLog({
      retention: () => ({ events: config.current.resume.events, characters: config.current.resume.bytes }),
      failed: (cause) => log.error("A subscriber of the event log failed", { cause }),
    });
    const gateway = createGateway({
      state,
      store,
      eventLog,
      log,
      elapsed,
      newId,
      newValidatorKey: () => `originChats-${signingUrl === null ? "" : `${signingUrl}-`}${alphanumeric(32)}`,
      handshake: (validatorKey) =>
        JSON.stringify(
          handshakePacket(config.current, {
            face: face(),
            validatorKey,
            capabilities,
            signingUrl,
            now: now(),
          }),
        ),
      presenceOf(userId) {
        const user = state.users.get(userId);
        return user ? members.packet("users_online", user) : "";
      },
      withoutHistory: rules.withoutHistory,
      observer: {
        opened: security.opened,
        closed: security.closed,
        refused: counters.refused,
        ended(request) {
          counters.ended(request);
          security.ended(request);
        },
        closing(connection, reason) {
          counters.closing(connection, reason);
          security.closing(connection, reason);
        },
      },
      rules: {
        ...rules,
        effects: {
          ...rules.effects,
          kept_out: ({ names, seconds }) => identity.keepOut(names, seconds),
          picture_stored: ({ id, picture }) => shelf.stored(id, picture),
        },
        commands: registry,
        limits: () => dispatchLimits(config.current),
        context: (connection, definition, request) => rules.context(connection, definition, request),
      },
      limits: () => gatewayLimits(config.current),
    });
    eventLog.subscribe(({ events }) => rules.told(events));
    eventLog.subscribe(({ changes }) => {
      for (const change of changes) {
        if (change.type === "users") timeouts.note(change.users, now(), elapsed());
      }
    });
    const watchers = createWatchers({
      folder: join(dataFolder, "db"),
      config,
      state,
      store,
      log,
      dispatch: gateway.dispatch,
      newId,
      now,
    });
    eventLog.subscribe(({ changes }) => {
      if (changes.length > 0) watchers.changed(changes);
    });
    await watchers.open();

    const host = options.host ?? config.current.websocket.host;
    let addresses = createAddressRules(config.current.websocket.trusted_proxies);
    const admission = createAdmission({
      addresses: () => addresses,
      origins: () => originSettings(config.current, host),
      refusal: gateway.refusal,
      refused(address, reason, details) {
        counters.connectionRefused(reason);
        security.connectionRefused(address, reason, details);
      },
      log,
    });
    const page = indexPage(
      () => config.current,
      () => url,
    );
    const router = createRouter([
      root(page),
      page,
      info(face, state, gateway.authenticated, version),
      healthz(() => store.problem),
      metrics(
        () => ({
          gateway: gateway.metrics(),
          store: store.metrics,
          loop: loopDelay,
          disk: { free: disk.free, isLow: disk.isLow, reserve: config.current.DB.reserve },
          residentBytes: process.memoryUsage.rss(),
          traffic: counters.traffic,
          databaseBytes: sizeOf(join(dataFolder, "db", "server.db")),
          walBytes: sizeOf(join(dataFolder, "db", "server.db-wal")),
          certificateExpiry: servedTls && certificateExpiry(servedTls),
          startedAt: performance.timeOrigin / 1000,
        }),
        () => config.current.metrics.public,
        version,
      ),
      pictures(shelf, state.hasPicture),
      serverAsset("icon", () => config.current, dataFolder),
      serverAsset("banner", () => config.current, dataFolder),
    ]);
    const tlsFiles = readTls(config.current.websocket.tls, dataFolder);
    let servedTls = tlsFiles;
    const loopDelay = watchLoopDelay();
    const transport = openTransport(tlsFiles);
    const tls = config.current.websocket.tls !== null;
    const url = `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${transport.port}`;
    if (isUnprotected(config.current, host)) {
      log.warn(
        "The server listens on the network without TLS: passwords can be read on the way. Set websocket.tls, or listen on 127.0.0.1 behind a proxy with TLS",
        { host },
      );
    }
    const warnOfNames = (current: Config) => {
      const file = join(dataFolder, "config.json");
      for (const warning of configNameWarnings(current, state)) log.warn(warning, { file });
    };
    warnOfNames(config.current);
    const stopWatching = config.onChange((current, previous) => {
      warnOfNames(current);
      if (!isDeepStrictEqual(current.websocket.tls, previous.websocket.tls)) checkTls(current);
      addresses = createAddressRules(current.websocket.trusted_proxies);
      disk.review();
    });
    const housekeeping = startHousekeeping({
      config: () => config.current,
      state,
      store,
      gateway,
      rules,
      heldStatuses,
      shelf,
      clockWatch,
      log,
      now,
      elapsed,
      nonceTime,
    });
    const stopIndexing = startIndexing(store, log);
    const operatorParts = () => ({
      state,
      store,
      passwords: identity,
      config: config.current,
      now,
      newId,
      ...gateway.dispatch,
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
    watchers.watch(
      tlsFiles &&
        config.current.websocket.tls && {
          tls: config.current.websocket.tls,
          served: tlsFiles,
          dataFolder,
          log,
          renew(files) {
            transport.renewTls(files);
            servedTls = files;
          },
        },
    );

    return {
      host,
      port: transport.port,
      url,
      // A hand edit may have made an owner just now.
      claimCode: hasOwner(state) ? null : claimCode,
      state,
      store,
      gateway,
      async stop() {
        identity.stop();
        housekeeping.stop();
        stopIndexing();
        disk.stop();
        stopWatching();
        loopDelay.stop();
        await control.stop();
        transport.stopAccepting();
        await gateway.stop(stopPatience);
        await watchers.stop();
        await store.close();
        await transport.stop();
      },
    };

    /** A changed path takes effect at the next start, which fails if the file is missing: the log says so now. */
    function checkTls(current: Config): void {
      try {
        readTls(current.websocket.tls, dataFolder);
      } catch (error) {
        log.error("The files of websocket.tls can't be used; a restart would fail", {
          reason: errorText(error),
        });
      }
    }

    function pictureUrl(id: string): string {
      return `${baseUrl(config.current, url)}${picturesPath}${id}`;
    }

    function face() {
      return serverFace(config.current, dataFolder, url);
    }

    function openTransport(tlsFiles: TlsFiles | null): Transport {
      try {
        return listen({
          host,
          port: options.port ?? config.current.websocket.port,
          tls: tlsFiles,
          maxFrame: config.current.limits.frame_size,
          upgrade(request, peer) {
            if (pathOf(request) !== "/") return Response.json({ error: "Not found" }, { status: 404 });
            return admission(request, peer);
          },
          fetch(request, peer) {
            const { address, trusted } = addresses.clientOf(peer, request.headers);
            // The owner of a public name can let it lead to this machine, and so read answers from a browser here (DNS rebinding).
            const isForeign = isLoopbackName(address) && isPublicName(request.headers.get("host") ?? "");
            return router(request, { address, trusted: trusted && !isForeign });
          },
          sockets: gateway.sockets,
        });
      } catch (error) {
        loopDelay.stop();
        throw new StartError(listenProblem(error, host, options.port ?? config.current.websocket.port));
      }
    }
  }
}

/** A proxy on another machine may do TLS; then its address is among the trusted ones. */
function isUnprotected({ websocket }: Config, host: string): boolean {
  const isBehindProxy = websocket.trusted_proxies.some((range) => !isLoopbackName(range.replace(/\/.*/, "")));
  return websocket.tls === null && !isLoopbackName(host) && !isBehindProxy;
}

function listenProblem(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is in use; stop what listens there, or choose another with --port`;
  }
  if (code === "EACCES" && port > 0 && port < 1024) {
    return `Port ${port} needs a privilege that this user does not have. Choose one from 1024 on, and let a proxy take ${port}; or give the privilege, with AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit (docs/operating.md)`;
  }
  return `Cannot listen on ${host}:${port}: ${errorText(error)}`;
}

/** 0 while there is none. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function originSettings(config: Config, host: string): OriginSettings {
  const publicHost = URL.parse(publicUrl(config)?.replace(/^ws/, "http") ?? "");
  return {
    origins: config.websocket.origins,
    isPublic: !isLoopbackName(host) || (publicHost !== null && !isLoopbackName(publicHost.hostname)),
    publicHost: publicHost?.host ?? null,
  };
}

function dispatchLimits({ limits }: Config) {
  return {
    frameSize: limits.frame_size,
    frameSizeBeforeLogin: limits.frame_size_before_login,
    packetsPerSecond: limits.packets_per_second,
    packetsBurst: limits.packets_burst,
    malformedFrames: limits.malformed_frames,
    bytesPerSecond: limits.bytes_per_second,
    bytesBurst: limits.bytes_burst,
    connectionsPerUser: limits.connections_per_user,
  };
}

function gatewayLimits({ limits }: Config) {
  return {
    connections: limits.connections,
    connectionsPerAddress: limits.connections_per_address,
    unauthenticated: limits.unauthenticated,
    unauthenticatedPerNetwork: limits.unauthenticated_per_address,
    loginSeconds: limits.login_seconds,
    outbox: { characters: limits.send_queue_bytes, packets: limits.send_queue_packets },
  };
}

/** The server: builds its parts, starts them in order, and stops them with nothing lost. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { createAccount } from "./accounts.ts";
import { isOwner } from "./chat/permissions.ts";
import { createState, type MutableState, type State } from "./chat/state.ts";
import { type Claim, claimFor, newClaimCode } from "./claim.ts";
import type { Config } from "./config/schema.ts";
import type { ConfigSource } from "./config/source.ts";
import { StartError } from "./config/start-error.ts";
import { serveControl } from "./control.ts";
import { purgeAudit } from "./db/audit.ts";
import { purgeDeletedChannel } from "./db/channels.ts";
import { applyEdit } from "./db/edit.ts";
import { loadEverything, metaValue, setMetaValue } from "./db/meta.ts";
import { forgetNonces } from "./db/nonces.ts";
import { forgetPictures } from "./db/pictures.ts";
import { endExpiredPolls, hasExpiredPolls } from "./db/polls.ts";
import type { Write } from "./db/procedure.ts";
import { mostEmojis } from "./db/reactions.ts";
import { openSqliteStore } from "./db/sqlite/store.ts";
import { type Store, StoreError } from "./db/store.ts";
import { createAddressRules } from "./gateway/address.ts";
import { createGateway, type Gateway } from "./gateway/gateway.ts";
import { listen, type TlsFiles, type Transport } from "./gateway/transport.ts";
import type { AnyCommand } from "./handlers/command.ts";
import { createHeldStatuses } from "./handlers/held-statuses.ts";
import { createMemberTexts } from "./handlers/member-texts.ts";
import { pollsEnded } from "./handlers/polls/poll-events.ts";
import { commands } from "./handlers/registry.gen.ts";
import { createCommandRules } from "./handlers/rules.ts";
import { healthz } from "./http/healthz.ts";
import { indexPage } from "./http/index-page.ts";
import { info } from "./http/info.ts";
import { metrics } from "./http/metrics.ts";
import { pictures, picturesPath } from "./http/pictures.ts";
import { root } from "./http/root.ts";
import { createRouter, pathOf } from "./http/route.ts";
import { baseUrl, serverAsset, serverFace } from "./http/server-assets.ts";
import { createIdentity } from "./identity/create.ts";
import { startIndexing } from "./indexing.ts";
import type { Log } from "./log.ts";
import { watchLoopDelay } from "./loop-delay.ts";
import { auditCategories } from "./protocol/audit.ts";
import { marks } from "./protocol/marks.ts";
import { announcedPermissions } from "./protocol/permissions.ts";
import { firstChannel, firstRoles } from "./seed.ts";
import { readTls } from "./watchers/tls-files.ts";
import { createWatchers } from "./watchers.ts";

export interface ServerOptions {
  readonly dataFolder: string;
  readonly config: ConfigSource;
  /** Instead of the configured ones. */
  readonly host?: string;
  readonly port?: number;
  readonly log: Log;
  /** Milliseconds since the epoch; tests bring their own. */
  readonly now?: () => number;
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
/** So many printed claim codes stay valid. */
const claimCodes = 20;

const controlRequest = Type.Object({
  command: Type.Literal("user_create"),
  name: Type.String(),
  password: Type.String(),
  roles: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 }),
});

/** @throws StartError with one line for people: port in use, unreadable folder, locked or damaged database */
export async function startServer(options: ServerOptions): Promise<OriginChatsServer> {
  const { log, config } = options;
  const dataFolder = resolve(options.dataFolder);
  const now = options.now ?? Date.now;
  const newId = () => Bun.randomUUIDv7();
  const store = await openPreparedStore(dataFolder, config.current);
  try {
    return await startOn(store);
  } catch (error) {
    await store.close();
    throw error;
  }

  async function startOn(store: Store): Promise<OriginChatsServer> {
    const state = createState(await store.read(loadEverything({})));
    const { claim, claimCode } = await prepareClaim(store, hasOwner(state));
    const signingUrl = await pinSigningUrl(store, config.current, log);

    const members = createMemberTexts(state);
    const identity = createIdentity(() => config.current, log);
    const heldStatuses = createHeldStatuses(state, () => config.current.rate_limiting.enabled, now);
    const rules = createCommandRules(
      { state, newId, read: store.read, identity, claim, members, heldStatuses, pictureUrl },
      () => config.current,
      now,
    );
    const registry = new Map<string, AnyCommand>(Object.entries(commands));
    const announced = [...registry.values()].flatMap((definition) =>
      definition.capability === null ? [] : (definition.capability ?? definition.name),
    );
    const capabilities = [...announced, ...marks].sort();

    const gateway = createGateway({
      state,
      store,
      log,
      now,
      epoch: newId(),
      newId,
      newValidatorKey: () => `originChats-${signingUrl === null ? "" : `${signingUrl}-`}${alphanumeric(32)}`,
      handshake: (validatorKey) => handshakeText(validatorKey),
      presenceOf(userId) {
        const user = state.users.get(userId);
        return user ? members.packet("users_online", user) : "";
      },
      rules: {
        ...rules,
        commands: registry,
        limits: () => dispatchLimits(config.current),
        context: (connection, definition, request) => rules.context(connection, definition, request),
      },
      limits: () => gatewayLimits(config.current),
      applied: (changes) => watchers.changed(changes),
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
    await watchers.open();

    let addresses = createAddressRules(config.current.websocket.trusted_proxies);
    const router = createRouter([
      root,
      indexPage(() => config.current),
      info(face, state, gateway.authenticated),
      healthz(() => store.problem),
      metrics(
        () => ({
          gateway: gateway.metrics(),
          store: store.metrics,
          loop: loopDelay,
          residentBytes: process.memoryUsage.rss(),
        }),
        () => config.current.metrics.public,
      ),
      pictures(store.read),
      serverAsset("icon", () => config.current, dataFolder),
      serverAsset("banner", () => config.current, dataFolder),
    ]);
    const host = options.host ?? config.current.websocket.host;
    const tlsFiles = readTls(config.current.websocket.tls, dataFolder);
    const loopDelay = watchLoopDelay();
    const transport = openTransport(tlsFiles);
    const tls = config.current.websocket.tls !== null;
    const url = `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${transport.port}`;
    const stopWatching = config.onChange((current) => {
      addresses = createAddressRules(current.websocket.trusted_proxies);
    });
    const timers = [
      setInterval(() => {
        gateway.tick(now());
        endPolls();
        gateway.dispatch.exclusively((done) => {
          const released = heldStatuses.release();
          if (released) gateway.dispatch.publish(released);
          done();
        });
      }, 1000),
      setInterval(() => {
        rules.prune(now());
        heldStatuses.prune();
        submit(forgetNonces({ now: now() * 1000 }));
        submit(forgetPictures({}));
        purge();
        purgeAuditLog();
      }, 60_000),
    ];
    purge();
    purgeAuditLog();
    const stopIndexing = startIndexing(store, log);
    endPolls();
    const control = serveControl(join(dataFolder, "db"), answerControl);
    watchers.watch(
      tlsFiles &&
        config.current.websocket.tls && {
          tls: config.current.websocket.tls,
          served: tlsFiles,
          dataFolder,
          log,
          renew: transport.renewTls,
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
        for (const timer of timers) clearInterval(timer);
        stopIndexing();
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

    function pictureUrl(id: string): string {
      return `${baseUrl(config.current, url)}${picturesPath}${id}`;
    }

    function face() {
      return serverFace(config.current, dataFolder, url);
    }

    /** `npm run cli -- user create` while the server runs. */
    async function answerControl(request: unknown): Promise<unknown> {
      if (!Value.Check(controlRequest, request)) return { problem: "This server does not know that command" };
      const newcomers = config.current.DB.users.default;
      const result = await createAccount(
        { state, store, passwords: identity, newcomers, now: () => now() / 1000, ...gateway.dispatch },
        request,
      );
      return "code" in result ? { problem: result.val } : result;
    }

    function handshakeText(validatorKey: string): string {
      const { limits, attachments, auth_mode } = config.current;
      const { name, owner, icon, banner, url: publicUrl, description } = face();
      return JSON.stringify({
        cmd: "handshake",
        val: {
          server: {
            name,
            owner,
            ...(icon !== null && { icon }),
            ...(banner !== null && { banner }),
            ...(publicUrl !== null && { url: publicUrl }),
            ...(description !== null && { description }),
          },
          limits: {
            post_content: limits.post_content,
            search_results: limits.search_results,
            max_reactions_per_message: mostEmojis,
          },
          attachments: {
            enabled: attachments.enabled,
            max_size: attachments.max_size,
            allowed_types: attachments.allowed_types,
            max_attachments_per_user: attachments.max_attachments_per_user,
            permanent_tiers: attachments.permanent_tiers,
          },
          version: "1.1.0",
          validator_key: validatorKey,
          capabilities,
          permissions: announcedPermissions,
          auth_mode,
          server_time: now() / 1000,
          signing_url: signingUrl,
        },
      });
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
            const address = addresses.clientAddress(peer, request.headers);
            return gateway.hasRoom(address)
              ? address
              : new Response("Too many connections\n", { status: 503 });
          },
          fetch: (request, peer) =>
            router(request, {
              address: addresses.clientAddress(peer, request.headers),
              trusted: addresses.isTrusted(addresses.clientAddress(peer, request.headers)),
            }),
          sockets: gateway.sockets,
        });
      } catch (error) {
        loopDelay.stop();
        throw new StartError(listenProblem(error, host, options.port ?? config.current.websocket.port));
      }
    }

    /** A deleted channel's messages go piece by piece, so that no commit is long. */
    function purge(): void {
      store.commit(purgeDeletedChannel({ limit: 1000 }), (more) => {
        if (more) purge();
      });
    }

    /** Entries older than their category is kept, piece by piece too. */
    function purgeAuditLog(): void {
      const { retention } = config.current.modlog;
      const daysAgo = (days: number) => now() / 1000 - days * 86_400;
      const expired = auditCategories.map((category) => ({ category, before: daysAgo(retention[category]) }));
      const textsBefore = daysAgo(retention.deleted_text);
      store.commit(purgeAudit({ expired, textsBefore, limit: 1000 }), (more) => {
        if (more) purgeAuditLog();
      });
    }

    /** Polls end by themselves, also those whose time came while the server was off. */
    function endPolls(): void {
      const seconds = now() / 1000;
      // Asked of the reader: a look each second is nothing that the writer should see.
      store.read(hasExpiredPolls({ now: seconds })).then(
        (some) => {
          if (!some) return;
          store.commit(endExpiredPolls({ now: seconds }), (ended, failure) => {
            if (ended) gateway.dispatch.publish(pollsEnded(ended, state));
            else log.error("The database refused to end polls", { reason: failure?.reason });
          });
        },
        // Stopping, or out of order: whoever reads something is told so.
        () => {},
      );
    }

    function submit<Result>(write: Write<Result>): void {
      store.commit(write, (_result, failure) => {
        if (failure) log.error("The database refused a write", { write: write.name, reason: failure.reason });
      });
    }
  }
}

/** Opens the database of a data folder; a new one gets its first roles and channel. @throws StartError */
export async function openPreparedStore(dataFolder: string, config: Config): Promise<Store> {
  const store = await openStore(dataFolder, config);
  try {
    await seed(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openStore(dataFolder: string, config: Config): Promise<Store> {
  const folder = join(dataFolder, "db");
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new StartError(`The data folder ${dataFolder} cannot be used: ${reasonOf(error)}`);
  }
  if (!existsSync(join(folder, "server.db")) && existsSync(join(folder, "users.json"))) {
    throw new StartError(
      `${folder} holds the data of another OriginChats server, which would be overwritten; choose another folder with --data, or import it`,
    );
  }
  try {
    return await openSqliteStore({ folder, synchronous: config.DB.synchronous });
  } catch (error) {
    throw error instanceof StoreError ? new StartError(error.message) : error;
  }
}

/** Gives a new database its first roles and channel: both or, if the start is broken off, neither. */
async function seed(store: Store): Promise<void> {
  const found = await store.read(loadEverything({}));
  if (found.roles.length > 0) return;
  const roles = firstRoles(() => Bun.randomUUIDv7());
  const { roles: book } = createState({ users: [], former: [], roles, channels: [], threads: [] });
  await done(
    store,
    applyEdit({
      roles: { roles, removed: [] },
      users: [],
      bans: [],
      channels: {
        changed: [],
        removed: [],
        added: [firstChannel(book)],
        order: [{ added: 0 }],
        now: Date.now() / 1000,
      },
    }),
  );
}

/** Each start without an owner prints a code; since only hashes are stored, earlier ones can't be printed again but hold. */
async function prepareClaim(
  store: Store,
  owned: boolean,
): Promise<{ claim: Claim; claimCode: string | null }> {
  if (owned) {
    await done(store, setMetaValue({ key: "claim_code_hashes", value: null }));
    return { claim: claimFor([]), claimCode: null };
  }
  const earlier = await store.read(metaValue({ key: "claim_code_hashes" }));
  const { code, hash } = newClaimCode();
  const hashes = [...(earlier?.split(" ") ?? []), hash].slice(-claimCodes);
  await done(store, setMetaValue({ key: "claim_code_hashes", value: hashes.join(" ") }));
  return { claim: claimFor(hashes), claimCode: code };
}

/** The first signing URL stays: another would make every old signature invalid (08 §3.2). */
async function pinSigningUrl(store: Store, config: Config, log: Log): Promise<string | null> {
  const pinned = await store.read(metaValue({ key: "signing_url" }));
  const wanted = config.server.signing_url;
  if (pinned === null) {
    if (wanted !== null) await done(store, setMetaValue({ key: "signing_url", value: wanted }));
    return wanted;
  }
  if (wanted !== null && wanted !== pinned) {
    log.warn("The signing URL was fixed at the first start and stays", {
      signing_url: pinned,
      configured: wanted,
    });
  }
  return pinned;
}

/** A write of the start: what it can't store, the server can't start without. */
function done<Result>(store: Store, write: Write<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    store.commit(write, (result, failure) => {
      if (failure) reject(new StartError(`The database cannot be written: ${failure.reason}`));
      else resolve(result as Result);
    });
  });
}

function hasOwner(state: State): boolean {
  return [...state.users.values()].some((user) => isOwner(user, state.roles.byId));
}

function listenProblem(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is in use; stop what listens there, or choose another with --port`;
  }
  return `Cannot listen on ${host}:${port}: ${reasonOf(error)}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function alphanumeric(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  let text = "";
  // 248 is the largest multiple of 62 in a byte: what lies above would favour some letters.
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
}

function dispatchLimits({ limits }: Config) {
  return {
    frameSize: limits.frame_size,
    frameSizeBeforeLogin: limits.frame_size_before_login,
    packetsPerSecond: limits.packets_per_second,
    packetsBurst: limits.packets_burst,
    malformedFrames: limits.malformed_frames,
  };
}

function gatewayLimits({ limits, resume }: Config) {
  return {
    connections: limits.connections,
    connectionsPerAddress: limits.connections_per_address,
    loginSeconds: limits.login_seconds,
    outbox: { bytes: limits.send_queue_bytes, packets: limits.send_queue_packets },
    retention: { events: resume.events, bytes: resume.bytes },
  };
}

/** Connections from opening to end: puts dispatch, delivery, outbox and heartbeat together. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Perform } from "../actions/perform.ts";
import type { EventLog } from "../bus/event-log.ts";
import type { MutableState } from "../chat/state.ts";
import { createExpiringMap } from "../limiting/expiring-map.ts";
import { networkOf } from "../limiting/network.ts";
import type { Log } from "../log/log.ts";
import type { Clock } from "./clock.ts";
import { type Connection, createConnection } from "./connection.ts";
import { createDelivery } from "./delivery.ts";
import { createDispatch, type Dispatch } from "./dispatch.ts";
import { createHeartbeat } from "./heartbeat.ts";
import type { Observer } from "./observer.ts";
import { createOutbox, type OutboxLimits } from "./outbox.ts";
import type { Rules } from "./rules.ts";
import type { SocketHandler } from "./transport.ts";
import { createUnauthenticated, type UnauthenticatedLimits } from "./unauthenticated.ts";

export interface GatewayLimits extends UnauthenticatedLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly loginSeconds: number;
  readonly outbox: OutboxLimits;
}

export interface GatewayOptions {
  readonly state: MutableState;
  readonly perform: Perform;
  readonly eventLog: EventLog;
  readonly log: Log;
  readonly rules: Rules;
  readonly observer: Observer;
  limits(): GatewayLimits;
  /** Monotonic milliseconds. */
  elapsed(): number;
  newId(): string;
  newValidatorKey(): string;
  /** The first packet of a connection, as JSON text. */
  handshake(validatorKey: string): string;
  /** The list of online members, as a packet for this user. */
  presenceOf(userId: string): string;
  /** Channels of these whose history the user may not read. */
  withoutHistory(userId: string, channels: Iterable<number>): ReadonlySet<number>;
}

export interface Gateway {
  readonly dispatch: Dispatch;
  /** Why no connection may come from this address now, or null. */
  refusal(address: string): "address_full" | "full" | "stopping" | null;
  readonly sockets: SocketHandler<Connection>;
  /** Connections that are logged in. */
  authenticated(): number;
  /** User id of a connection by its validator key: it is logged in, or was until a minute ago. Null: there is none. */
  userOfKey(validatorKey: string): string | null;
  /** Is it the key of an open connection, with or without a login? */
  isOpenKey(validatorKey: string): boolean;
  /** @param now in the time of `elapsed` */
  tick(now: number): void;
  /** Takes no new requests, lets those under way finish, and closes everything with `goingAway`. */
  stop(patience: number): Promise<void>;
  metrics(): GatewayMetrics;
}

export interface GatewayMetrics {
  readonly connections: number;
  readonly authenticated: number;
  readonly requests: number;
  readonly errors: number;
  readonly events: number;
  readonly deliveries: number;
  readonly frames: number;
  readonly dropped: number;
  readonly slowClosed: number;
}

const endedKeyMilliseconds = 60_000;
const mostEndedKeys = 10_000;

export function createGateway(options: GatewayOptions): Gateway {
  const { state, perform, eventLog, log, rules, observer } = options;
  const clock: Clock = {
    elapsed: options.elapsed,
    later: (task, milliseconds) => void setTimeout(task, milliseconds),
  };
  const outbox = createOutbox(() => options.limits().outbox, {
    closing: observer.closing,
    resync: (connection) => delivery.pushPresence(connection),
    room: (connection) => dispatch.advance(connection),
  });
  const delivery = createDelivery({
    state,
    outbox,
    clock,
    eventLog,
    presenceOf: (userId) => options.presenceOf(userId),
    withoutHistory: options.withoutHistory,
  });
  eventLog.subscribe(delivery.receive);
  const dispatch = createDispatch({ rules, perform, eventLog, delivery, outbox, clock, observer });
  eventLog.subscribe(({ expel }) => expel.forEach(dispatch.expel));
  const heartbeat = createHeartbeat(outbox, () => options.limits().loginSeconds);
  const unauthenticated = createUnauthenticated(outbox, options.limits);
  const perNetwork = new Map<string, number>();
  /** Users of connections that ended a moment ago: an upload may outlive its connection. */
  const endedKeys = createExpiringMap<string>(mostEndedKeys);
  let count = 0;
  let stopping = false;
  let whenEmpty: (() => void) | null = null;

  function closed(connection: Connection): void {
    if (connection.closed) return;
    connection.closed = true;
    if (connection.user !== null) {
      const now = options.elapsed();
      endedKeys.set(connection.validatorKey, connection.user, now, now + endedKeyMilliseconds);
    }
    observer.closed(connection);
    connection.outbox = null;
    dispatch.forget(connection);
    connection.replay = null;
    heartbeat.remove(connection);
    unauthenticated.remove(connection);
    const network = networkOf(connection.address);
    const left = (perNetwork.get(network) ?? 1) - 1;
    if (left > 0) perNetwork.set(network, left);
    else perNetwork.delete(network);
    count--;
    // When all connections end, they don't get events of each other: that would be a packet for each pair.
    if (!stopping) dispatch.disconnected(connection);
    if (count === 0) whenEmpty?.();
  }

  return {
    dispatch,
    refusal(address) {
      if (stopping) return "stopping";
      const { connections, connectionsPerAddress } = options.limits();
      if (count >= connections) return "full";
      return (perNetwork.get(networkOf(address)) ?? 0) >= connectionsPerAddress ? "address_full" : null;
    },
    sockets: {
      open(socket, address) {
        const connection = createConnection({
          id: options.newId(),
          socket,
          address,
          validatorKey: options.newValidatorKey(),
          openedAt: options.elapsed(),
          tokens: rules.limits().packetsBurst,
        });
        count++;
        const network = networkOf(address);
        perNetwork.set(network, (perNetwork.get(network) ?? 0) + 1);
        observer.opened(connection);
        heartbeat.add(connection);
        unauthenticated.add(connection);
        outbox.add(connection, options.handshake(connection.validatorKey));
        return connection;
      },
      text(connection, text, bytes) {
        if (stopping) return;
        try {
          dispatch.receive(connection, text, bytes);
        } catch (cause) {
          // A fault outside of any handler. The connection ends, so that no client waits for an answer for ever.
          log.error("A connection failed", { connection: connection.id, cause });
          outbox.close(connection, "internal");
        }
      },
      binary: dispatch.receiveBinary,
      ping: dispatch.receiveControl,
      pong(connection) {
        if (connection.unansweredPings === 0) dispatch.receiveControl(connection);
        connection.unansweredPings = 0;
      },
      drained: outbox.drained,
      closed,
    },
    authenticated() {
      let logged = 0;
      for (const connection of heartbeat.connections()) if (connection.user !== null) logged++;
      return logged;
    },
    userOfKey(validatorKey) {
      for (const { validatorKey: key, user } of heartbeat.connections()) {
        if (key === validatorKey) return user;
      }
      return endedKeys.get(validatorKey, options.elapsed()) ?? null;
    },
    isOpenKey(validatorKey) {
      for (const { validatorKey: key } of heartbeat.connections()) if (key === validatorKey) return true;
      return false;
    },
    tick(now) {
      heartbeat.tick(now);
      dispatch.prune(now);
      unauthenticated.tick(now);
    },
    async stop(patience) {
      stopping = true;
      await Promise.race([dispatch.idle(), sleep(patience)]);
      outbox.flush();
      for (const connection of heartbeat.connections()) outbox.close(connection, "goingAway");
      if (count === 0) return;
      // Give the close frames time to arrive. Clients that don't answer are dropped with the listener.
      await Promise.race([new Promise<void>((resolve) => (whenEmpty = resolve)), sleep(1000)]);
    },
    metrics() {
      return {
        connections: count,
        authenticated: this.authenticated(),
        ...dispatch.metrics,
        ...delivery.metrics,
        ...outbox.metrics,
      };
    },
  };
}

/**
 * Log lines about logins, refusals and moderation. Each has the fields `event` and `address`, and `account` if one is
 * known; deploy/fail2ban reads them. Passwords, tokens and texts are never logged: a field of a request is logged only
 * if it names an existing account or the target of a moderator.
 */
import type { ConnectionRefusal } from "../gateway/admission.ts";
import type { Connection } from "../gateway/connection.ts";
import type { EndedRequest, Observer } from "../gateway/observer.ts";
import { createExpiringMap } from "../limiting/expiring-map.ts";
import { networkOf } from "../limiting/network.ts";
import type { Log, LogLevel } from "../log/log.ts";
import type { CloseReason } from "../protocol/close-codes.ts";
import { failedLogin, isLogin } from "./logins.ts";

/** `most`: lines per minute and network. The next line says how many were left out. */
const events = {
  login: { level: "info", message: "Login", most: null },
  login_failed: { level: "warn", message: "Login failed", most: null },
  login_refused: { level: "warn", message: "Login refused", most: 10 },
  registration: { level: "info", message: "Account registered", most: null },
  registration_refused: { level: "warn", message: "Registration refused", most: 10 },
  connection_refused: { level: "warn", message: "Connection refused", most: 10 },
  connection_closed: { level: "info", message: "Connection closed by the server", most: 10 },
  rate_limited: { level: "info", message: "Rate limited", most: 10 },
  moderation: { level: "info", message: "Moderation", most: null },
} as const satisfies Record<string, { level: LogLevel; message: string; most: number | null }>;

type SecurityEvent = keyof typeof events;

/** Lines per minute of each event from all networks together. */
const mostLines = 2000;
const minute = 60_000;
const maxNetworks = 10_000;

/** Commands about members, roles and the first owner. The audit log has more commands, and details. */
const moderation: ReadonlySet<string> = new Set([
  ...["user_ban", "user_unban", "user_kick", "user_delete", "user_timeout", "user_update"],
  ...["user_roles_set", "user_roles_add", "user_roles_remove", "rate_limit_reset", "owner_claim"],
  ...["role_create", "role_update", "role_set", "role_delete", "role_reorder", "role_permissions_set"],
]);

/** Close reasons without a line: their cause has its own line, or needs none. */
const quietEnds: ReadonlySet<CloseReason> = new Set(["normal", "goingAway", "dead"]);

export interface SecurityLogOptions {
  readonly log: Log;
  /** The id of the account of this name, if there is one. */
  accountOf(name: string): string | null;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
}

export interface SecurityLog extends Omit<Observer, "refused"> {
  connectionRefused(address: string, reason: ConnectionRefusal, details: object): void;
}

export function createSecurityLog({ log, accountOf, elapsed }: SecurityLogOptions): SecurityLog {
  interface Window {
    readonly from: number;
    readonly lines: number;
    readonly leftOut: number;
  }
  const perNetwork = createExpiringMap<Window>(maxNetworks);
  const perEvent = createExpiringMap<Window>(Object.keys(events).length);

  /** How many lines were left out before this one; null if this one is left out too. */
  function room(windows: typeof perNetwork, key: string, most: number): number | null {
    const now = elapsed();
    const known = windows.get(key, now);
    const window =
      known && now - known.from < minute ? known : { from: now, lines: 0, leftOut: known?.leftOut ?? 0 };
    const isFull = window.lines >= most;
    const next = isFull
      ? { ...window, leftOut: window.leftOut + 1 }
      : { ...window, lines: window.lines + 1, leftOut: 0 };
    // The count of left out lines is kept beyond its minute.
    windows.set(key, next, now, now + 60 * minute);
    return isFull ? null : window.leftOut;
  }

  function write(event: SecurityEvent, address: string, fields: Readonly<Record<string, unknown>>): void {
    const { level, message, most } = events[event];
    const own = most === null ? 0 : room(perNetwork, `${event} ${networkOf(address)}`, most);
    if (own === null) return;
    const all = event === "moderation" ? 0 : room(perEvent, event, mostLines);
    if (all === null) return;
    const leftOut = own + all;
    const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    log[level](message, { event, address, ...known, ...(leftOut > 0 && { left_out: leftOut }) });
  }

  function loginEnded({ connection, command, packet, user, failure }: EndedRequest): void {
    const { address } = connection;
    const { username } = packet as { username?: unknown };
    const isRegistration = command === "register";
    if (failure === null) {
      write(isRegistration ? "registration" : "login", address, { account: user, cmd: command });
      return;
    }
    // A name without an account may be a password in the wrong field.
    const account = failure.account ?? (typeof username === "string" ? accountOf(username) : null);
    const refused = isRegistration ? "registration_refused" : "login_refused";
    const event = failedLogin.has(failure.code) ? "login_failed" : refused;
    write(event, address, { account, cmd: command, code: failure.code });
  }

  return {
    connectionRefused: (address, reason, details) =>
      write("connection_refused", address, { reason, ...details }),
    opened: (connection) => log.debug("Connection opened", placeOf(connection)),
    closed: (connection) => log.debug("Connection closed", placeOf(connection)),
    closing(connection, reason) {
      if (quietEnds.has(reason)) return;
      write("connection_closed", connection.address, { account: connection.user, reason });
    },
    ended(request) {
      const { connection, command, packet, user, failure } = request;
      if (failure !== null) {
        log.debug("Request refused", { ...placeOf(connection), cmd: command, code: failure.code });
      }
      if (command === null) return;
      if (isLogin(command)) return loginEnded(request);
      if (failure?.code === "too_many_requests") {
        write("rate_limited", connection.address, { account: user, cmd: command });
      } else if (failure === null && moderation.has(command)) {
        write("moderation", connection.address, { account: user, cmd: command, target: targetOf(packet) });
      }
    },
  };
}

const placeOf = ({ id, address, user }: Connection) => ({ connection: id, address, account: user });

/** The user or role that the command names. */
function targetOf(packet: object): string | null {
  const { user, id, name } = packet as Record<string, unknown>;
  const named = [user, id, name].find((value) => typeof value === "string");
  return typeof named === "string" ? named.slice(0, 200) : null;
}

/**
 * The connection of a client: logs in, sends requests, hands out events, and comes back after a loss without
 * missing or repeating anything. Runs wherever there is a global `WebSocket`: Bun, Node 22 and newer, browsers.
 *
 * @example
 * const client = await connect("ws://127.0.0.1:5613", { login: { login: { username: "mira", password } } });
 * client.on("message_new", ({ channel, message }) => console.log(channel, message.user, message.content));
 * const { message } = await client.request("message_new", { channel: "general", content: "Good morning" });
 */
import {
  CommandError,
  ConnectionError,
  callSite,
  dialProblem,
  TimeoutError,
  withCallSite,
} from "./errors.ts";
import { callEach } from "./handlers.ts";
import type { CloseCode, CommandName, ErrorCode, Event, Events, Position, Reply, Request } from "./types.ts";

export interface Account {
  readonly username: string;
  readonly password: string;
}

export type Login =
  /** An account of the server. */
  | { readonly login: Account }
  /** A new account of the server; after a loss of the connection it is logged in to. */
  | { readonly register: Account }
  /** A Rotur account: makes a validator for the connection's key. Asked at each login. */
  | { readonly validator: (key: string) => Promise<string> };

/** Runs a task later, unless the returned function is called. Milliseconds. */
export type Later = (task: () => void, milliseconds: number) => () => void;

export interface ConnectOptions {
  readonly login: Login;
  /** How long to wait for an answer, in milliseconds. Default 10,000. */
  readonly requestTimeout?: number;
  /** The same for a whole login; what was missed may take longer, as long as more of it comes. Default 30,000. */
  readonly loginTimeout?: number;
  /**
   * Waits before the attempts to come back, in milliseconds; the last one repeats. Empty: stay away. Default 1, 2, 4, 8,
   * 15 s. Each is taken between half of it and one and a half, so that clients don't all come back at once.
   */
  readonly reconnect?: readonly number[];
  /** From 0 to 1, exclusive: where in that range. Tests bring their own. */
  readonly random?: () => number;
  /** Tests bring their own. */
  readonly later?: Later;
  /** Like `Client.received`, from the first frame on. */
  readonly received?: (text: string) => void;
}

/** What happens to the client itself, beside the events of the wire. */
export interface Happenings {
  /** Every event of the wire, in order and before the handlers of its name: for what follows the whole state. */
  event: Event;
  /** The connection broke; the next attempt follows in `retryIn` milliseconds. */
  lost: { readonly code: number; readonly retryIn: number };
  /** Back, but events were missed and can't be had: whatever was built from events must be fetched anew. */
  reset: Position;
  /** Over for good: `close` was called, the server said so, or it refused the login. */
  closed: { readonly code: number; readonly reason: string; readonly error: CommandError | null };
}

type Heard = Events & Happenings;

export interface RequestOptions<Name extends CommandName> {
  /** Instead of the client's `requestTimeout`. */
  readonly timeout?: number;
  /** Called with the reply in its place among the events, while the promise settles a moment later. */
  readonly inOrder?: (reply: Reply<Name>) => void;
}

type Arguments<Name extends CommandName> =
  Record<string, never> extends Request<Name>
    ? [fields?: Request<Name>, options?: RequestOptions<Name>]
    : [fields: Request<Name>, options?: RequestOptions<Name>];

export interface Client {
  /** The own user as the last `ready` gave it; name and nickname are kept up to date. */
  readonly user: Events["ready"]["user"];
  /** What the server said of itself in its handshake. */
  readonly server: Events["handshake"]["val"];
  /** Up to where events have been handed out. */
  readonly position: Position;
  /** @throws CommandError, ConnectionError, TimeoutError */
  request<Name extends CommandName>(name: Name, ...given: Arguments<Name>): Promise<Reply<Name>>;
  /**
   * Calls the handler for each event of that name; call the returned function to stop. An event that is also
   * the reply to an own request comes here too, so handlers see every message once, whoever wrote it. What a
   * handler throws, or its promise fails with, goes to `console.error`.
   */
  on<Name extends keyof Heard>(name: Name, handler: (packet: Heard[Name]) => unknown): () => void;
  /** The next event of that name for which `where` holds. @throws TimeoutError after `requestTimeout` */
  next<Name extends keyof Heard>(name: Name, where?: (packet: Heard[Name]) => boolean): Promise<Heard[Name]>;
  /** Sends a frame as it is; an object as JSON. For tests and for what has no definition. */
  send(frame: string | object): void;
  /** Calls the hook with each frame as it came, before anything else; call the returned function to stop. */
  received(hook: (text: string) => void): () => void;
  /** Ends the connection for good. */
  close(): void;
}

const usualWaits = [1000, 2000, 4000, 8000, 15_000];
/** The server sends something at least every 30 s; two silent checks in a row mean that nobody is there. */
const silenceCheck = 45_000;
/** Left or banned: coming back by itself would be wrong. */
const closedForGood: CloseCode<"normal"> = 1000;
/** What WebSocket says when there was no close frame (RFC 6455 §7.1.5). */
const broken = 1006;
/** A login refused for these reasons may work a little later. */
const passing: ReadonlySet<string> = new Set<ErrorCode>([
  "identity_unavailable",
  "too_many_attempts",
  "storage_unavailable",
  "storage_unreadable",
  "internal_error",
]);

const systemLater: Later = (task, milliseconds) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};

type Loose = { readonly cmd: string; readonly [field: string]: unknown };

interface Pending {
  readonly command: string;
  done(packet: Loose): void;
  fail(error: Error): void;
}

/** One socket, from its opening to its end. */
interface Link {
  readonly socket: WebSocket;
  ready: boolean;
  /** Events that wait for the answer to `resume`. */
  held: Loose[] | null;
  /** The `ready` packet that waits for the same. */
  welcome: Events["ready"] | null;
  opened: boolean;
  heard: boolean;
  /** What the runtime says of an attempt that failed. */
  problem: unknown;
  readonly stopTimers: (() => void)[];
  /** Called once, with the refusal if that is why. */
  end(code: number, reason: string, error?: CommandError): void;
}

/**
 * Connects and logs in.
 *
 * @param address `ws://`, `wss://`, `http://` or `https://`
 * @throws CommandError when the login is refused, ConnectionError when the address is none, or there is no
 *   connection or no answer
 */
export function connect(address: string, options: ConnectOptions): Promise<Client> {
  const url = address.replace(/^http/i, "ws");
  // Runtimes refuse what is no address each in its own way, and browsers take some of it for a path of the page.
  if (!/^wss?:\/\//i.test(url) || !URL.canParse(url)) {
    const text = `No address of a server: ${address} (one is ws://HOST:PORT, wss://, http:// or https://)`;
    return Promise.reject(new ConnectionError(text, { code: broken, url: address }));
  }
  const later = options.later ?? systemLater;
  const random = options.random ?? Math.random;
  const connectionError = (text: string, code: number, cause?: unknown) =>
    new ConnectionError(`${text} (${url})`, { code, url, cause });
  const site = callSite(connect);
  const requestTimeout = options.requestTimeout ?? 10_000;
  const waits = options.reconnect ?? usualWaits;
  const handlers = new Map<keyof Heard, Set<(packet: never) => unknown>>();
  const hooks = new Set<(text: string) => void>(options.received ? [options.received] : []);
  const pending = new Map<string, Pending>();
  let login = options.login;
  let listeners = 0;
  let attempts = 0;
  let link: Link | null = null;
  let closed = false;
  let stopWaiting = () => {};
  let user: Events["ready"]["user"] | null = null;
  let server: Events["handshake"]["val"] | null = null;
  let position: Position | null = null;

  /** Resolves at `ready`, or rejects; what happens after `ready` is said to `onEnd`. */
  function open(onReady: () => void, onEnd: (error: Error, code: number, reason: string) => void): void {
    const socket = new WebSocket(url);
    const mine: Link = {
      socket,
      ready: false,
      held: null,
      welcome: null,
      opened: false,
      heard: false,
      problem: undefined,
      stopTimers: [],
      end(code, reason, error) {
        if (link !== mine) return;
        link = null;
        for (const stop of mine.stopTimers) stop();
        socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
        socket.close();
        const text = mine.opened
          ? `The connection ended: ${code} ${reason}`.trimEnd()
          : `No connection: ${reason || "it was closed before it began"}`;
        const waiting = [...pending.values()];
        pending.clear();
        for (const request of waiting) request.fail(connectionError(error?.message ?? text, code, error));
        onEnd(error ?? connectionError(text, code, mine.problem), code, reason);
      },
    };
    link = mine;
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") receive(mine, data, onReady);
    };
    socket.onclose = ({ code, reason }) => mine.end(code, reason);
    // Node 22 has no `close` for a socket that never opened.
    socket.onerror = (event) => {
      const problem = dialProblem(event);
      mine.problem = problem.cause;
      mine.end(broken, problem.text);
    };
    socket.onopen = () => {
      mine.opened = true;
      socket.onerror = null;
    };
    watchLogin(mine, 0);
    watchSilence(mine);
  }

  /** The answer to `resume` comes behind the missed events, and these as fast as the line lets them. */
  function watchLogin(mine: Link, missed: number): void {
    const stop = later(() => {
      if (mine.ready) return;
      const missedNow = mine.held?.filter(({ seq }) => typeof seq === "number").length ?? 0;
      if (missedNow === missed) return mine.end(broken, "no answer to the login in time");
      mine.stopTimers.splice(mine.stopTimers.indexOf(stop), 1);
      watchLogin(mine, missedNow);
    }, options.loginTimeout ?? 30_000);
    mine.stopTimers.push(stop);
  }

  function watchSilence(mine: Link): void {
    mine.heard = false;
    const stop = later(() => {
      if (!mine.heard) return mine.end(broken, "the server fell silent");
      mine.stopTimers.splice(mine.stopTimers.indexOf(stop), 1);
      watchSilence(mine);
    }, silenceCheck);
    mine.stopTimers.push(stop);
  }

  function receive(mine: Link, text: string, onReady: () => void): void {
    mine.heard = true;
    for (const hook of hooks) hook(text);
    const packet = parse(text);
    if (!packet || link !== mine) return;
    if (!mine.ready && !mine.welcome) {
      if (packet.cmd === "handshake") {
        server = (packet as Events["handshake"]).val;
        void logIn(mine, server.validator_key);
      } else if (packet.cmd === "auth_error") {
        const { code, val } = packet as Events["auth_error"];
        mine.end(
          broken,
          val,
          new CommandError(Object.keys(login)[0] ?? "", code as ErrorCode, val, { packet }),
        );
        return;
      } else if (packet.cmd === "ready") {
        mine.welcome = packet as Events["ready"];
        user = mine.welcome.user;
        if (!mine.held) enter(mine, onReady, true);
        return;
      }
    }
    const { listener } = packet;
    const request = typeof listener === "string" ? pending.get(listener) : undefined;
    if (typeof listener === "string" && request) {
      pending.delete(listener);
      const refusal = refusalIn(request.command, packet);
      if (refusal) request.fail(refusal);
      else request.done(packet);
      if (mine.welcome && !mine.ready && request.command === "resume") {
        enter(mine, onReady, packet.recovered === true, Number(packet.seq ?? 0));
        return;
      }
    }
    const event = eventIn(packet, user?.username ?? "");
    if (!event) return;
    if (mine.held) mine.held.push(event);
    else handOut(event);
  }

  async function logIn(mine: Link, key: string): Promise<void> {
    let packet: object;
    if ("validator" in login) {
      try {
        packet = { cmd: "auth", validator: await login.validator(key) };
      } catch (cause) {
        const text = cause instanceof Error ? cause.message : String(cause);
        return mine.end(broken, text, new CommandError("validator", "identity_unavailable", text));
      }
      if (link !== mine) return;
    } else if ("login" in login) packet = { cmd: "login", ...login.login };
    else packet = { cmd: "register", ...login.register };
    mine.socket.send(JSON.stringify(packet));
    if (!position) return;
    // Together with the login: so the server gathers what was missed before it handles anything else of ours.
    mine.held = [];
    const listener = String(++listeners);
    const nothing = () => {};
    pending.set(listener, { command: "resume", done: nothing, fail: nothing });
    mine.socket.send(JSON.stringify({ cmd: "resume", ...position, listener }));
  }

  /**
   * Logged in, and the question of missed events is answered: the stream goes on.
   *
   * The missed ones came behind the first live ones, and may repeat them; numbers put them in order. Lists that
   * were pushed carry no number and show the latest state, so they come last.
   */
  function enter(mine: Link, onReady: () => void, recovered: boolean, upTo = 0): void {
    const { welcome } = mine;
    if (!welcome) return;
    if ("register" in login) login = { login: login.register };
    const { epoch, seq } = welcome.session;
    const held = mine.held ?? [];
    mine.held = null;
    mine.ready = true;
    attempts = 0;
    const missed = recovered && position !== null;
    if (!missed) position = { epoch, seq };
    emit("event", welcome);
    emit("ready", welcome);
    onReady();
    if (!recovered) emit("reset", { epoch, seq });
    for (const event of inOrder(held, position?.seq ?? 0)) handOut(event);
    if (missed && position) position = { epoch, seq: Math.max(position.seq, upTo) };
  }

  function handOut(event: Loose): void {
    const { seq } = event;
    if (typeof seq === "number" && position) {
      position = { epoch: position.epoch, seq: Math.max(position.seq, seq) };
    }
    if (event.cmd === "user_updated" && user) {
      const { user_id, username, nickname } = event as Events["user_updated"];
      if (user_id === user.id) user = { ...user, username, nickname };
    }
    const known = event as Event;
    // First what follows the whole state, so that the other handlers find it as it is now.
    emit("event", known);
    emit(known.cmd, known);
  }

  function emit<Name extends keyof Heard>(name: Name, packet: Heard[Name]): void {
    callEach(handlers.get(name) ?? [], name, packet as never);
  }

  function comeBack(error: Error, code: number, reason: string): void {
    const refusal = error instanceof CommandError ? error : null;
    const usual = waits[Math.min(attempts, waits.length - 1)];
    const wait = usual === undefined ? undefined : Math.round(usual * (0.5 + random()));
    if (closed || code === closedForGood || wait === undefined || (refusal && !passing.has(refusal.code))) {
      finish(code, reason, refusal);
      return;
    }
    attempts++;
    stopWaiting = later(() => open(() => {}, comeBack), wait);
    emit("lost", { code, retryIn: wait });
  }

  function finish(code: number, reason: string, error: CommandError | null): void {
    closed = true;
    emit("closed", { code, reason, error });
  }

  function request(
    name: string,
    fields: object = {},
    { timeout = requestTimeout, inOrder }: RequestOptions<never> = {},
  ): Promise<Loose> {
    const current = link;
    const asked = callSite(request);
    if (!current?.ready) return Promise.reject(withCallSite(connectionError("Not connected", broken), asked));
    return new Promise((resolve, reject) => {
      const listener = String(++listeners);
      const stop = later(() => {
        pending.delete(listener);
        reject(withCallSite(new TimeoutError(`No answer to ${name} within ${timeout} ms`), asked));
      }, timeout);
      pending.set(listener, {
        command: name,
        done(packet) {
          stop();
          inOrder?.(packet as never);
          resolve(packet);
        },
        fail(error) {
          stop();
          reject(withCallSite(error, asked));
        },
      });
      current.socket.send(JSON.stringify({ ...fields, cmd: name, listener }));
    });
  }

  const client: Client = {
    get user() {
      return present(user, connectionError);
    },
    get server() {
      return present(server, connectionError);
    },
    get position() {
      return present(position, connectionError);
    },
    request: request as Client["request"],
    on(name, handler) {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set);
      set.add(handler);
      return () => set.delete(handler);
    },
    next(name, where = () => true) {
      const asked = callSite(client.next);
      return new Promise((resolve, reject) => {
        const stopListening = client.on(name, (packet) => {
          if (!where(packet)) return;
          stopListening();
          stopTimer();
          resolve(packet);
        });
        const stopTimer = later(() => {
          stopListening();
          reject(withCallSite(new TimeoutError(`No such ${name} within ${requestTimeout} ms`), asked));
        }, requestTimeout);
      });
    },
    send(frame) {
      if (!link) throw connectionError("Not connected", broken);
      link.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    },
    received(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    close() {
      if (closed) return;
      closed = true;
      stopWaiting();
      if (link) link.end(closedForGood, "closed by this client");
      else finish(closedForGood, "closed by this client", null);
    },
  };

  return new Promise((resolve, reject) => {
    let entered = false;
    open(
      () => {
        entered = true;
        resolve(client);
      },
      (error, code, reason) => {
        if (entered) comeBack(error, code, reason);
        else reject(withCallSite(error, site));
      },
    );
  });
}

function parse(text: string): Loose | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "cmd" in value && typeof value.cmd === "string"
      ? (value as Loose)
      : null;
  } catch {
    return null;
  }
}

function refusalIn(command: string, packet: Loose): CommandError | null {
  if (packet.cmd === "error") {
    const wait = typeof packet.retry_after === "number" ? packet.retry_after : null;
    return new CommandError(command, packet.code as ErrorCode, String(packet.val), {
      retryAfter: wait,
      packet,
    });
  }
  if (packet.cmd !== "rate_limit") return null;
  const given = { retryAfter: Number(packet.length), packet };
  return new CommandError(command, packet.code as ErrorCode, String(packet.reason), given);
}

/**
 * The event that a packet is, or null for a mere reply. A reply with a number is this connection's copy of an
 * event. The reply to `status_set` has none, though it is all that this connection hears of its own change.
 */
function eventIn(packet: Loose, ownName: string): Loose | null {
  if (typeof packet.listener !== "string" || typeof packet.seq === "number") return packet;
  if (packet.cmd === "status_get") return packet;
  if (packet.cmd === "status_set") return { cmd: "status_get", username: ownName, status: packet.status };
  return null;
}

/** Numbered events by number and once, without those that were handed out before; then those without a number. */
function inOrder(events: readonly Loose[], handedOut: number): Loose[] {
  const numbered = new Map<number, Loose>();
  const others: Loose[] = [];
  for (const event of events) {
    const { seq } = event;
    if (typeof seq !== "number") others.push(event);
    else if (seq > handedOut) numbered.set(seq, event);
  }
  return [...[...numbered].sort(([a], [b]) => a - b).map(([, event]) => event), ...others];
}

/** There is no client before the first `ready`, which sets these. */
function present<Value>(value: Value | null, failed: (text: string, code: number) => Error): Value {
  if (value === null) throw failed("Not connected", broken);
  return value;
}

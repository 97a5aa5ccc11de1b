/**
 * The connection of a client: logs in, sends requests, hands out events, and comes back after a loss without
 * missing or repeating anything. Runs wherever there is a `WebSocket`: Bun, Node 22 and newer, browsers.
 *
 * @example
 * const client = await connect("ws://127.0.0.1:5613", { login: { login: { username: "mira", password } } });
 * client.on("message_new", ({ channel, message }) => console.log(channel, message.user, message.content));
 * const { message } = await client.request("message_new", { channel: "general", content: "Good morning" });
 */
import type { Client, ConnectOptions, Later } from "./client.ts";
import { broken, type Link, type LinkEnd, openLink } from "./connection/link.ts";
import { createListeners } from "./connection/listeners.ts";
import { parsePacket } from "./connection/packets.ts";
import { createRequests } from "./connection/requests.ts";
import { type Conversation, createSession } from "./connection/session.ts";
import { CommandError, ConnectionError, callSite, withCallSite } from "./errors.ts";
import type { CloseCode, ErrorCode } from "./types.ts";

const usualWaits = [1000, 2000, 4000, 8000, 15_000];
/** Left or banned: coming back by itself would be wrong. */
const closedForGood: CloseCode<"normal"> = 1000;
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

/**
 * Connects and logs in.
 *
 * @param address `ws://`, `wss://`, `http://` or `https://`
 * @throws CommandError when the login is refused, ConnectionError when the address is none, or there is no
 *   connection or no answer, or the runtime has no WebSocket
 */
export function connect(address: string, options: ConnectOptions): Promise<Client> {
  const url = address.replace(/^http/i, "ws");
  // Runtimes refuse invalid addresses each in its own way, and browsers take some of them for a path of the page.
  if (!/^wss?:\/\//i.test(url) || !URL.canParse(url)) {
    const text = `No address of a server: ${address} (one is ws://HOST:PORT, wss://, http:// or https://)`;
    return Promise.reject(new ConnectionError(text, { code: broken, url: address }));
  }
  // Looked up at each attempt: a program may bring its own after this one was loaded.
  const Socket = () => options.WebSocket ?? globalThis.WebSocket;
  if (typeof Socket() !== "function") {
    const text =
      "This runtime has no WebSocket: use Node 22 or newer, start Node 20 with --experimental-websocket, or pass one as the option `WebSocket`";
    return Promise.reject(new ConnectionError(text, { code: broken, url: address }));
  }
  const site = callSite(connect);
  const later = options.later ?? systemLater;
  const random = options.random ?? Math.random;
  const requestTimeout = options.requestTimeout ?? 10_000;
  const waits = options.reconnect ?? usualWaits;
  const hooks = new Set<(text: string) => void>(options.received ? [options.received] : []);
  const listeners = createListeners(later, requestTimeout);
  const connectionError = (text: string, code: number, cause?: unknown) =>
    new ConnectionError(`${text} (${url})`, { code, url, cause });
  const notConnected = () => connectionError("Not connected", broken);
  const requests = createRequests({
    later,
    timeout: requestTimeout,
    notConnected,
    link: () => (current?.conversation.isReady ? current.link : null),
  });
  const session = createSession(options.login, requests, listeners.emit);
  let current: { readonly link: Link; readonly conversation: Conversation } | null = null;
  /** To come back, since the last `ready`. */
  let attempts = 0;
  let closed = false;
  let stopWaiting = () => {};
  let dialNow = () => {};

  function open(onReady: () => void, onEnd: (error: Error, code: number, reason: string) => void): void {
    const link = openLink(url, Socket(), later, {
      received(text) {
        for (const hook of hooks) hook(text);
        const packet = parsePacket(text);
        if (packet && !link.hasEnded) conversation.receive(packet);
      },
      ended(end) {
        current = null;
        const error = errorOf(end);
        requests.failAll(() => connectionError(end.error?.message ?? textOf(end), end.code, end.error));
        onEnd(error, end.code, end.reason);
      },
    });
    const conversation = session.begin(link, () => {
      attempts = 0;
      onReady();
    });
    current = { link, conversation };
    watchLogin(link, conversation);
  }

  /** The answer to `resume` comes behind the missed events, and these as fast as the line lets them. */
  function watchLogin(link: Link, conversation: Conversation): void {
    let missed = 0;
    link.every(options.loginTimeout ?? 30_000, () => {
      if (conversation.isReady) return false;
      if (conversation.missed === missed) link.end(broken, "no answer to the login in time");
      missed = conversation.missed;
      return true;
    });
  }

  function textOf({ code, reason, wasOpen }: LinkEnd): string {
    if (wasOpen) return `The connection ended: ${code} ${reason}`.trimEnd();
    return `No connection: ${reason || "it was closed before it began"}`;
  }

  function errorOf(end: LinkEnd): Error {
    return end.error ?? connectionError(textOf(end), end.code, end.problem);
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
    const dial = () => {
      stopWaiting = dialNow = () => {};
      open(() => {}, comeBack);
    };
    const stop = later(dial, wait);
    stopWaiting = stop;
    dialNow = () => {
      stop();
      dial();
    };
    listeners.emit("lost", { code, retryIn: wait });
  }

  function finish(code: number, reason: string, error: CommandError | null): void {
    closed = true;
    listeners.emit("closed", { code, reason, error });
  }

  /** There is no client before the first `ready`, which sets these. */
  function present<Value>(value: Value | null): Value {
    if (value === null) throw notConnected();
    return value;
  }

  const client: Client = {
    url,
    get user() {
      return present(session.user);
    },
    get loginSession() {
      return session.loginSession;
    },
    get server() {
      return present(session.server);
    },
    get position() {
      return present(session.position);
    },
    request: requests.request as Client["request"],
    on: listeners.on,
    next: listeners.next,
    send(frame) {
      if (!current) throw notConnected();
      current.link.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    },
    received(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    retry: () => dialNow(),
    close() {
      if (closed) return;
      closed = true;
      stopWaiting();
      dialNow = () => {};
      if (current) current.link.end(closedForGood, "closed by this client");
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

/** The client's interface, and the options of `connect`. */
import type { CommandError } from "./errors.ts";
import type { CommandName, Event, Events, Position, Reply, Request } from "./types.ts";

export interface Account {
  readonly username: string;
  readonly password: string;
  /** For `register`, where people join by invite. */
  readonly invite_code?: string;
  /** Begins a session: see `Client.loginSession`. */
  readonly remember?: boolean;
  /** The name of the session, for `sessions_list`. At most 64 characters. */
  readonly device?: string;
}

export type Login =
  /** An account of the server. */
  | { readonly login: Account }
  /** An account of the server, by the token of a session. */
  | { readonly session: string }
  /** A bot of the server, by its token (`bot_create`). */
  | { readonly token: string }
  /** A new account of the server; after a loss of the connection it is logged in to. */
  | { readonly register: Account }
  /** A Rotur account: makes a validator for the connection's key. Asked at each login. */
  | { readonly validator: (key: string) => Promise<string>; readonly invite_code?: string };

/** Runs a task later, unless the returned function is called. Milliseconds. */
export type Later = (task: () => void, milliseconds: number) => () => void;

/** What the library needs of a WebSocket. Those of runtimes and of the package `ws` have it. */
export interface SocketLike {
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  send(text: string): void;
  close(): void;
}

export interface ConnectOptions {
  readonly login: Login;
  /** Instead of the global `WebSocket`, for runtimes that have none, such as Node 20. */
  readonly WebSocket?: new (
    url: string,
  ) => SocketLike;
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
export interface ConnectionEvents {
  /** Every event of the wire, in order and before the handlers of its name: for what follows the whole state. */
  event: Event;
  /** The connection broke; the next attempt follows in `retryIn` milliseconds. */
  lost: { readonly code: number; readonly retryIn: number };
  /** Back, but events were missed and can't be had: whatever was built from events must be fetched anew. */
  reset: Position;
  /** Over for good: `close` was called, the server said so, or it refused the login. */
  closed: { readonly code: number; readonly reason: string; readonly error: CommandError | null };
}

/** What handlers can be given for. */
export type ClientEvents = Events & ConnectionEvents;

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
  /** The address that it connects to. */
  readonly url: string;
  /** The own user as the last `ready` gave it; name and nickname are kept up to date. */
  readonly user: Events["ready"]["user"];
  /**
   * The session that this login began, or null. Its token logs in later without the password, and this client comes
   * back with it too.
   */
  readonly loginSession: Events["ready"]["login_session"] | null;
  /** What the server said of itself in its handshake. */
  readonly server: Events["handshake"]["val"];
  /** Up to where events have been handed out. */
  readonly position: Position;
  /** @throws CommandError, ConnectionError, TimeoutError */
  request<Name extends CommandName>(name: Name, ...given: Arguments<Name>): Promise<Reply<Name>>;
  /**
   * Calls the handler for each event of that name; call the returned function to stop. An event that is also
   * the reply to an own request comes here too, so handlers see every message once, whether it is an own one or not. What a
   * handler throws, or its promise fails with, goes to `console.error`.
   */
  on<Name extends keyof ClientEvents>(
    name: Name,
    handler: (packet: ClientEvents[Name]) => unknown,
  ): () => void;
  /** The next event of that name for which `where` holds. @throws TimeoutError after `requestTimeout` */
  next<Name extends keyof ClientEvents>(
    name: Name,
    where?: (packet: ClientEvents[Name]) => boolean,
  ): Promise<ClientEvents[Name]>;
  /** Sends a frame as it is; an object as JSON. For tests and for what has no definition. */
  send(frame: string | object): void;
  /** Calls the hook with each frame as it came, before anything else; call the returned function to stop. */
  received(hook: (text: string) => void): () => void;
  /**
   * While the connection is lost: tries to come back at once, for programs that learn that the network is there again.
   * Otherwise it does nothing.
   */
  retry(): void;
  /** Ends the connection for good. */
  close(): void;
}

/**
 * The part of a client that outlives its links: the login, and the position in the stream of events. On each new link
 * it logs in, asks for the events that were missed, and puts them in order.
 */
import type { Login } from "../client.ts";
import { CommandError } from "../errors.ts";
import type { ErrorCode, Event, Events, Position } from "../types.ts";
import { broken, type Link } from "./link.ts";
import type { Listeners } from "./listeners.ts";
import { eventIn, inOrder, type Packet } from "./packets.ts";
import type { Requests } from "./requests.ts";

export interface Session {
  /** These are null before the first `ready`. */
  readonly user: Events["ready"]["user"] | null;
  readonly server: Events["handshake"]["val"] | null;
  readonly loginSession: Events["ready"]["login_session"] | null;
  readonly position: Position | null;
  /** @param onReady called when it is logged in, before the first event */
  begin(link: Link, onReady: () => void): Conversation;
}

/** The login and the events of one link. */
export interface Conversation {
  /** Logged in, and the question of missed events is answered. */
  readonly isReady: boolean;
  /** How many missed events came so far. */
  readonly missed: number;
  receive(packet: Packet): void;
}

export function createSession(given: Login, requests: Requests, emit: Listeners["emit"]): Session {
  let login = given;
  let user: Session["user"] = null;
  let server: Session["server"] = null;
  let position: Position | null = null;
  let loginSession: Session["loginSession"] = null;

  function handOut(event: Packet): void {
    const { seq } = event;
    if (typeof seq === "number" && position) {
      position = { epoch: position.epoch, seq: Math.max(position.seq, seq) };
    }
    if (event.cmd === "user_updated" && user) {
      const { user_id, username, nickname } = event as Events["user_updated"];
      if (user_id === user.id) user = { ...user, username, nickname };
    }
    const known = event as Event;
    // Handlers of all events run first, so that the state is current for the others.
    emit("event", known);
    emit(known.cmd, known);
  }

  function begin(link: Link, onReady: () => void): Conversation {
    let isReady = false;
    /** Events that wait for the answer to `resume`. */
    let held: Packet[] | null = null;
    /** The `ready` packet that waits for the same. */
    let welcome: Events["ready"] | null = null;

    async function logIn(key: string): Promise<void> {
      let packet: object;
      if ("validator" in login) {
        try {
          const { invite_code } = login;
          const invite = invite_code === undefined ? {} : { invite_code };
          packet = { cmd: "auth", validator: await login.validator(key), ...invite };
        } catch (cause) {
          const text = cause instanceof Error ? cause.message : String(cause);
          return link.end(broken, text, new CommandError("validator", "identity_unavailable", text));
        }
        if (link.hasEnded) return;
      } else if ("token" in login) packet = { cmd: "login", token: login.token };
      else if ("session" in login) packet = { cmd: "login", session: login.session };
      else if ("login" in login) packet = { cmd: "login", ...login.login };
      else packet = { cmd: "register", ...login.register };
      link.send(JSON.stringify(packet));
      if (!position) return;
      // Together with the login: so the server gathers what was missed before it handles anything else of ours.
      held = [];
      requests.ask(link, "resume", position);
    }

    function refuse(packet: Events["auth_error"]): void {
      const { code, val } = packet;
      const command = "validator" in login ? "auth" : "register" in login ? "register" : "login";
      link.end(broken, val, new CommandError(command, code as ErrorCode, val, { packet }));
    }

    /**
     * The stream goes on. The missed events came behind the first live ones, and may repeat them; numbers put them in
     * order. Lists that were pushed carry no number and show the latest state, so they come last.
     */
    function start(ready: Events["ready"], recovered: boolean, upTo = 0): void {
      if (ready.login_session) {
        loginSession = ready.login_session;
        login = { session: loginSession.token };
      } else if ("register" in login) {
        const { invite_code: _used, ...account } = login.register;
        login = { login: account };
      }
      const { epoch, seq } = ready.session;
      const waiting = held ?? [];
      held = null;
      isReady = true;
      const isContinued = recovered && position !== null;
      if (!isContinued) position = { epoch, seq };
      onReady();
      emit("event", ready);
      emit("ready", ready);
      if (!recovered) emit("reset", { epoch, seq });
      for (const event of inOrder(waiting, position?.seq ?? 0)) handOut(event);
      if (isContinued && position) position = { epoch, seq: Math.max(position.seq, upTo) };
    }

    function receive(packet: Packet): void {
      if (!welcome) {
        if (packet.cmd === "handshake") {
          server = (packet as Events["handshake"]).val;
          void logIn(server.validator_key);
        } else if (packet.cmd === "auth_error") {
          return refuse(packet as Events["auth_error"]);
        } else if (packet.cmd === "ready") {
          welcome = packet as Events["ready"];
          user = welcome.user;
          if (!held) start(welcome, true);
          return;
        }
      }
      const command = requests.settle(packet);
      if (command === "resume" && welcome && !isReady) {
        return start(welcome, packet.recovered === true, Number(packet.seq ?? 0));
      }
      const event = eventIn(packet, user ?? { id: "", username: "" });
      if (!event) return;
      if (held) held.push(event);
      else handOut(event);
    }

    return {
      get isReady() {
        return isReady;
      },
      get missed() {
        return held?.filter(({ seq }) => typeof seq === "number").length ?? 0;
      },
      receive,
    };
  }

  return {
    get user() {
      return user;
    },
    get server() {
      return server;
    },
    get position() {
      return position;
    },
    get loginSession() {
      return loginSession;
    },
    begin,
  };
}

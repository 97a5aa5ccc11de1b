/** Requests under way, which replies find by their `listener`. */
import type { Later, RequestOptions } from "../client.ts";
import { type ConnectionError, callSite, TimeoutError, withCallSite } from "../errors.ts";
import type { Link } from "./link.ts";
import { type Packet, refusalIn } from "./packets.ts";

export interface Requests {
  /** `Client.request`, without its types. */
  request(name: string, fields?: object, options?: RequestOptions<never>): Promise<Packet>;
  /** Sends a request to whose reply only `settle` pays attention. */
  ask(link: Link, name: string, fields: object): void;
  /** Hands a reply to its request; gives the request's command, or null when the packet is no reply. */
  settle(packet: Packet): string | null;
  /** The connection ended: nothing that is under way is answered any more. */
  failAll(error: () => Error): void;
}

export interface RequestsParts {
  readonly later: Later;
  /** In milliseconds. */
  readonly timeout: number;
  /** The link on which the user is logged in, if there is one. */
  link(): Link | null;
  notConnected(): ConnectionError;
}

interface Pending {
  readonly command: string;
  done(packet: Packet): void;
  fail(error: Error): void;
}

export function createRequests({ later, timeout: usual, link, notConnected }: RequestsParts): Requests {
  const pending = new Map<string, Pending>();
  let listeners = 0;

  function send(link: Link, listener: string, fields: object): void {
    link.send(JSON.stringify({ ...fields, listener }));
  }

  function request(
    name: string,
    fields: object = {},
    { timeout = usual, inOrder }: RequestOptions<never> = {},
  ): Promise<Packet> {
    const current = link();
    const asked = callSite(request);
    if (!current) return Promise.reject(withCallSite(notConnected(), asked));
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
      send(current, listener, { ...fields, cmd: name });
    });
  }

  return {
    request,
    ask(link, name, fields) {
      const listener = String(++listeners);
      const nothing = () => {};
      pending.set(listener, { command: name, done: nothing, fail: nothing });
      send(link, listener, { cmd: name, ...fields });
    },
    settle(packet) {
      const { listener } = packet;
      const found = typeof listener === "string" ? pending.get(listener) : undefined;
      if (typeof listener !== "string" || !found) return null;
      pending.delete(listener);
      const refusal = refusalIn(found.command, packet);
      if (refusal) found.fail(refusal);
      else found.done(packet);
      return found.command;
    },
    failAll(error) {
      const waiting = [...pending.values()];
      pending.clear();
      for (const request of waiting) request.fail(error());
    },
  };
}

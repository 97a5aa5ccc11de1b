/** One socket, from its opening to its end. */
import type { Later, SocketLike } from "../client.ts";
import { type CommandError, dialProblem } from "../errors.ts";

export interface Link {
  send(text: string): void;
  /** Ends it: nothing more comes of it. @param error the refusal, if that is why */
  end(code: number, reason: string, error?: CommandError): void;
  readonly hasEnded: boolean;
  /** Calls the function again and again, until it gives false or the link ends. */
  every(milliseconds: number, check: () => boolean): void;
}

export interface LinkEnd {
  readonly code: number;
  readonly reason: string;
  readonly error: CommandError | undefined;
  /** It was open; else the attempt failed. */
  readonly wasOpen: boolean;
  /** What the runtime says of an attempt that failed. */
  readonly problem: unknown;
}

/** What WebSocket says when there was no close frame (RFC 6455 §7.1.5). */
export const broken = 1006;

/** The server sends something at least every 30 s; after two silent checks in a row the connection counts as dead. */
const silenceCheck = 45_000;

/** @param ended called once */
export function openLink(
  url: string,
  Socket: new (url: string) => SocketLike,
  later: Later,
  { received, ended }: { received(text: string): void; ended(end: LinkEnd): void },
): Link {
  const socket = new Socket(url);
  const stopTimers = new Set<() => void>();
  let hasEnded = false;
  let wasOpen = false;
  let hasReceived = false;
  let problem: unknown;

  function end(code: number, reason: string, error?: CommandError): void {
    if (hasEnded) return;
    hasEnded = true;
    for (const stop of stopTimers) stop();
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
    socket.close();
    ended({ code, reason, error, wasOpen, problem });
  }

  function every(milliseconds: number, check: () => boolean): void {
    const stop = later(() => {
      stopTimers.delete(stop);
      if (check() && !hasEnded) every(milliseconds, check);
    }, milliseconds);
    stopTimers.add(stop);
  }

  socket.onmessage = ({ data }: { readonly data: unknown }) => {
    if (typeof data !== "string") return;
    hasReceived = true;
    received(data);
  };
  socket.onclose = ({ code, reason }: { readonly code: number; readonly reason: string }) =>
    end(code, reason);
  // Node 22 has no `close` for a socket that never opened.
  socket.onerror = (event: unknown) => {
    const dialled = dialProblem(event);
    problem = dialled.cause;
    end(broken, dialled.text);
  };
  socket.onopen = () => {
    wasOpen = true;
    socket.onerror = null;
  };
  every(silenceCheck, () => {
    if (!hasReceived) end(broken, "the server fell silent");
    hasReceived = false;
    return !hasEnded;
  });
  return {
    send: (text) => socket.send(text),
    end,
    get hasEnded() {
      return hasEnded;
    },
    every,
  };
}

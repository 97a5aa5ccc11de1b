/** Incoming frames: budgets of packets and bytes, size, outline, JSON. The result is a packet, or a refusal. */
import { fail } from "../protocol/errors.ts";
import { usualFrameBytes } from "../protocol/limits.ts";
import { createByteBudgets } from "./byte-budget.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Observer } from "./observer.ts";
import type { Outbox } from "./outbox.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { parsePacket, shownCommand } from "./packet.ts";
import { withinPacketBudget } from "./packet-budget.ts";
import { invalidMessage, refusalTexts, tooComplex } from "./refusal.ts";
import type { Arrived } from "./request-queue.ts";
import type { Rules } from "./rules.ts";

export interface Intake {
  /** A text frame arrived; `size` is its length in bytes. */
  receive(connection: Connection, text: string, size: number): void;
  /** A binary frame arrived: ignored, like garbage before login. */
  receiveBinary(connection: Connection, size: number): void;
  /**
   * A protocol ping arrived, and has been answered, or an unasked pong. Both cost like a packet: answers that a client
   * doesn't read would pile up, and millions of either would block the event loop.
   */
  receiveControl(connection: Connection): void;
  /** Forgets budgets that are full again. */
  prune(now: number): void;
}

interface IntakeParts {
  readonly rules: Pick<Rules, "commands" | "limits">;
  readonly outbox: Pick<Outbox, "close">;
  readonly clock: Pick<Clock, "elapsed">;
  readonly observer: Pick<Observer, "refused">;
  readonly metrics: { errors: number };
  take(connection: Connection, arrived: Arrived): void;
}

export function createIntake({ rules, outbox, clock, observer, metrics, take }: IntakeParts): Intake {
  const byteBudgets = createByteBudgets();

  /** The answer to a large frame, unless its command takes large frames. */
  function refuseLarge(connection: Connection, { cmd, listener }: Outline): readonly string[] | null {
    const definition = cmd === null ? undefined : rules.commands.get(cmd);
    if (definition?.largeFrames) return null;
    metrics.errors++;
    observer.refused("frame_too_large");
    const failure = fail("frame_too_large", { cmd: shownCommand(cmd), limit: usualFrameBytes });
    return refusalTexts(failure, { cmd: cmd ?? undefined, listener }, definition, connection);
  }

  /** Closes a connection that sends too many malformed frames, and returns whether it may stay. */
  function countMalformed(connection: Connection): boolean {
    connection.malformed++;
    if (connection.malformed <= rules.limits().malformedFrames) return true;
    outbox.close(connection, "policy");
    return false;
  }

  return {
    receive(connection, text, size) {
      if (connection.closed || connection.closing) return;
      const limits = rules.limits();
      const now = clock.elapsed();
      if (!withinPacketBudget(connection, limits, now) || !byteBudgets.spend(connection, size, limits, now)) {
        return outbox.close(connection, "policy");
      }
      if (size > (connection.user === null ? limits.frameSizeBeforeLogin : limits.frameSize)) {
        return outbox.close(connection, "tooBig");
      }
      const outline = outlineOf(text);
      const large = outline && size > usualFrameBytes ? refuseLarge(connection, outline) : null;
      const packet = outline && !large ? parsePacket(text) : null;
      if (!packet && !large && !countMalformed(connection)) return;
      // No answer before login (compatibility.md#auth-error-opens-dialog).
      if (!packet && connection.user === null) return;
      if (!packet && !large) observer.refused(outline ? "invalid_message" : "message_too_complex");
      const cmd = packet?.["cmd"];
      take(connection, {
        packet,
        refusal: packet ? null : (large ?? [outline ? invalidMessage : tooComplex]),
        definition: typeof cmd === "string" ? rules.commands.get(cmd) : undefined,
        text,
        size,
      });
    },
    receiveBinary(connection, size) {
      if (connection.closed || connection.closing) return;
      if (byteBudgets.spend(connection, size, rules.limits(), clock.elapsed())) countMalformed(connection);
      else outbox.close(connection, "policy");
    },
    receiveControl(connection) {
      if (connection.closed || connection.closing) return;
      if (withinPacketBudget(connection, rules.limits(), clock.elapsed())) return;
      outbox.close(connection, "policy");
    },
    prune: byteBudgets.prune,
  };
}

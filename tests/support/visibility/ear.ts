/** A connection with all that it was sent. */
import type { Member, Town } from "../town.ts";

export type Packet = Readonly<Record<string, unknown>> & { readonly cmd: string };

export interface Asked {
  readonly packet: Packet;
  /** How much of the log there was when it was sent. */
  readonly at: number;
}

export interface Ear {
  readonly user: string;
  readonly member: Member;
  readonly frames: readonly Packet[];
  /** Sends a request; its answer carries the listener that this returns. */
  ask(packet: Packet): string;
  /** The request that a frame answers. */
  askedFor(frame: Packet): Asked | undefined;
  /** Until all requests are answered, and everything that they caused has arrived. */
  settled(): Promise<void>;
}

/** @param length of the log */
export async function listen(town: Town, user: string, length: () => number): Promise<Ear> {
  const member = await town.join(user, { requestTimeout: 4000 });
  const frames: Packet[] = [];
  const asked = new Map<unknown, Asked>();
  const open = new Set<string>();
  let wake = () => {};
  member.received((text) => {
    const packet: Packet = JSON.parse(text);
    frames.push(packet);
    if (typeof packet["listener"] === "string" && open.delete(packet["listener"]) && open.size === 0) wake();
  });
  return {
    user,
    member,
    frames,
    ask(packet) {
      const listener = `ask ${asked.size}`;
      open.add(listener);
      asked.set(listener, { packet, at: length() });
      member.send({ ...packet, listener });
      return listener;
    },
    askedFor: (frame) => asked.get(frame["listener"]),
    async settled() {
      if (open.size > 0) await new Promise<void>((resolve) => (wake = resolve));
      wake = () => {};
    },
  };
}

/** Handlers of a client's events. */
import type { Client, ClientEvents, Later } from "../client.ts";
import { callSite, TimeoutError, withCallSite } from "../errors.ts";
import { callEach } from "./handlers.ts";

export interface Listeners extends Pick<Client, "on" | "next"> {
  emit<Name extends keyof ClientEvents>(name: Name, packet: ClientEvents[Name]): void;
}

/** @param timeout for `next`, in milliseconds */
export function createListeners(later: Later, timeout: number): Listeners {
  const handlers = new Map<keyof ClientEvents, Set<(packet: never) => unknown>>();
  const listeners: Listeners = {
    emit(name, packet) {
      callEach(handlers.get(name) ?? [], name, packet as never);
    },
    on(name, handler) {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set);
      set.add(handler);
      return () => set.delete(handler);
    },
    next(name, where = () => true) {
      const asked = callSite(listeners.next);
      return new Promise((resolve, reject) => {
        const stopListening = listeners.on(name, (packet) => {
          if (!where(packet)) return;
          stopListening();
          stopTimer();
          resolve(packet);
        });
        const stopTimer = later(() => {
          stopListening();
          reject(withCallSite(new TimeoutError(`No such ${name} within ${timeout} ms`), asked));
        }, timeout);
      });
    },
  };
  return listeners;
}

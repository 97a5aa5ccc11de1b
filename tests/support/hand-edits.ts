import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Event } from "../../client/index.ts";
import { endings } from "./endings.ts";
import type { TestServerOptions } from "./server.ts";
import { type Member, openTown, type Town } from "./town.ts";
import { until } from "./until.ts";

export type FileName = "users" | "roles" | "channels";
// biome-ignore lint/suspicious/noExplicitAny: a test looks into files of any shape
export type Loose = any;

export interface Place extends Town {
  readonly log: Loose[];
  path(name: FileName): string;
  text(name: FileName): string;
  /** The file as soon as it is like this. */
  file(name: FileName, like: (value: Loose) => unknown): Promise<Loose>;
  /** Changes the file like an editor that writes in place. */
  edit(name: FileName, change: (value: Loose) => Loose): void;
  /** A line of the log, as soon as there is one like this. */
  logged(like: (line: Loose) => unknown): Promise<Loose>;
}

export async function open(options: TestServerOptions = {}): Promise<Place> {
  const log: Loose[] = [];
  const town = await openTown({ ...options, log: (line) => void log.push(JSON.parse(line)) });
  endings.push(town.close);
  const path = (name: FileName) => join(town.server.folder, "db", `${name}.json`);
  const text = (name: FileName) => readFileSync(path(name), "utf8");
  const place = {
    log,
    path,
    text,
    file: (name: FileName, like: (value: Loose) => unknown) =>
      until(`${name}.json`, () => {
        const value = JSON.parse(text(name));
        return like(value) ? value : undefined;
      }),
    edit(name: FileName, change: (value: Loose) => Loose) {
      const value = JSON.parse(text(name));
      writeFileSync(path(name), JSON.stringify(change(value) ?? value, null, 4));
    },
    logged: (like: (line: Loose) => unknown) => until("a line of the log", () => log.find(like)),
  };
  return Object.defineProperties(place, Object.getOwnPropertyDescriptors(town)) as Place;
}

/** The events that come until the one with this name, which is the last. */
export function eventsUntil(member: Member, cmd: Event["cmd"]): Promise<Event[]> {
  const events: Event[] = [];
  const stop = member.on("event", (event) => void (event.cmd !== "ping" && events.push(event)));
  return member.next(cmd).then(() => {
    stop();
    return events;
  });
}

export const refusedLine = (line: Loose) =>
  line.level === "error" && line.message.startsWith("A hand edit can't");
export const takenLine = (line: Loose) => line.message === "A hand edit was taken over";

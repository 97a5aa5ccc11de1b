/** Commands on a data folder: carried out by the server that runs on it, or here while none does. */
import { join } from "node:path";
import { openConfig } from "../config/source.ts";
import { createPasswords } from "../identity/passwords.ts";
import { createLog } from "../log/log.ts";
import { answerOperator } from "../operator/answer.ts";
import { askControl } from "../operator/control.ts";
import { offlineParts } from "../operator/offline.ts";
import { openPreparedStore } from "../startup/prepare.ts";
import { CommandError } from "./command-error.ts";
import { isThere } from "./is-there.ts";

/**
 * @param patience ends the wait for a running server; without it that is half a minute
 * @throws CommandError with the reason why the command was refused
 */
export async function askServer<Answer extends object>(
  dataFolder: string,
  request: object,
  patience?: AbortSignal,
): Promise<Answer> {
  const answer = await askRunning(dataFolder, request, patience);
  return answered(answer, () => answerOffline(dataFolder, request));
}

/** The same, but only of a running server; null when none runs. */
export async function askRunningServer<Answer extends object>(
  dataFolder: string,
  request: object,
): Promise<Answer | null> {
  const answer = await askRunning(dataFolder, request);
  return answer === null ? null : answered(answer, async () => null);
}

function askRunning(dataFolder: string, request: object, patience?: AbortSignal): Promise<unknown> {
  return askControl(join(dataFolder, "db"), request, patience);
}

async function answered<Answer extends object>(
  answer: unknown,
  otherwise: () => Promise<unknown>,
): Promise<Answer> {
  const given = Object(answer ?? (await otherwise())) as { problem?: string; code?: string };
  if (given.problem !== undefined) throw new CommandError(given.problem, given.code ?? "refused");
  return given as Answer;
}

/** The lock of the store keeps a server from starting meanwhile. */
async function answerOffline(dataFolder: string, request: object): Promise<unknown> {
  const log = createLog({ level: "warn" });
  requireDataFolder(dataFolder);
  const config = openConfig(dataFolder, log);
  const store = await openPreparedStore(dataFolder, config.current);
  try {
    // Another command may have changed it before this one had the lock.
    await config.reload();
    const parts = {
      ...(await offlineParts(store, config, log)),
      passwords: createPasswords(() => performance.now()),
      now: Date.now,
      newId: () => Bun.randomUUIDv7(),
      elapsed: () => performance.now(),
    };
    return await answerOperator(parts, request);
  } finally {
    await store.close();
  }
}

/** Any other folder would get a new server's files. */
export function requireDataFolder(dataFolder: string): void {
  if (isThere(join(dataFolder, "config.json")) || isThere(join(dataFolder, "db"))) return;
  throw new CommandError(
    `${dataFolder} is no data folder of a server; start the server once, or give --data`,
    "no_data_folder",
  );
}

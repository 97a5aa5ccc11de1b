/** Entry of `npm start`: arguments, start, signals, exit codes. */

import { openConfig } from "./config/source.ts";
import { StartError } from "./config/start-error.ts";
import { pageFiles } from "./http/page/page-files.ts";
import { createLog } from "./log/log.ts";
import { cliCommand } from "./programs/programs.ts";
import { startServer } from "./server.ts";
import { finishBrokenRestore } from "./startup/replacing.ts";
import { parseStartArguments, startUsage } from "./startup/start-arguments.ts";
import { version } from "./startup/version.ts";

/** The process ends after this time even if work is pending: a supervisor must not need SIGKILL. */
const stopLimit = 4500;

// The server's files hold password hashes and private messages, so only its own user may read them.
process.umask(0o077);
// The reader of the log may be gone (a closed pipe or terminal). The server goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const log = createLog();

// The handler is set first, since SIGHUP ends a process without one. The script behind `npm start` (scripts/run.mjs)
// passes SIGHUP on only after the message "takes signals".
let reload = () => log.info("SIGHUP came before the configuration was read, so there is nothing to reload");
let stop = (_reason: string): void => process.exit(1);
process.on("SIGHUP", () => reload());
// The channel to that script closes when the script ends, also by SIGKILL. This process must then end too: it would
// hold the data folder for ever.
process.on("disconnect", () => stop("the process that started this one is gone"));
process.send?.("takes signals");

const parsed = parseStartArguments(process.argv.slice(2));
if ("help" in parsed) {
  console.log(startUsage);
  process.exit(0);
}
if ("version" in parsed) {
  console.log(version);
  process.exit(0);
}
if ("problem" in parsed) {
  console.error(`${parsed.problem}\n${startUsage}`);
  process.exit(2);
}

try {
  // It may replace config.json.
  finishBrokenRestore(parsed.data);
  const config = openConfig(parsed.data, log);
  log.configure(config.current.log);
  config.onChange((current) => log.configure(current.log));
  reload = () => {
    log.info("Reloading the configuration", { signal: "SIGHUP" });
    config.reload().then(
      (result) => {
        if ("changed" in result && !result.changed) log.info("The configuration is as it was");
      },
      (error) => log.error("The configuration could not be reloaded", { error }),
    );
  };
  log.info(`OriginChats server ${version} starts`, { data: parsed.data, pid: process.pid });
  const server = await startServer({
    dataFolder: parsed.data,
    config,
    log,
    onLost(reason) {
      log.error(reason);
      process.exit(1);
    },
    ...(parsed.host !== undefined && { host: parsed.host }),
    ...(parsed.port !== undefined && { port: parsed.port }),
  });
  let stopping = false;
  stop = (reason) => {
    if (stopping) return;
    stopping = true;
    log.info("Stopping", { reason });
    setTimeout(() => {
      log.error("Stopping took too long");
      process.exit(1);
    }, stopLimit).unref();
    server.stop().then(
      () => process.exit(0),
      (error) => {
        log.error("Stopping failed", { error });
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);

  // Printed after the signals are handled: a program that waits for the line may send one at once.
  if (server.claimCode !== null) tellClaimCode(server.claimCode, config.current.auth_mode, server.pageUrl);
  console.log(`OriginChats server listening on ${server.url}`);
  // Built now if its sources changed, so that the first visitor need not wait.
  if (server.pageUrl) pageFiles().catch((cause) => log.error("The page cannot be shown", { cause }));
} catch (error) {
  // One clear line for problems that an operator can mend; a bug shows its stack.
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}

/** At every level of the log, and in its format. */
function tellClaimCode(code: string, mode: string, page: string | null): void {
  const how =
    mode === "rotur"
      ? "or name your Rotur account in config.json (owners)"
      : `in \`${cliCommand} chat\`: /claim ${code}`;
  const address = page && `${page}/#claim=${code}`;
  if (!log.isPretty) {
    log.notice("Nobody owns this server yet. Log in and send owner_claim with this code", {
      code,
      how,
      ...(address && { address }),
    });
    return;
  }
  const command = `{"cmd":"owner_claim","code":"${code}"}`;
  console.error("\n  Nobody owns this server yet.");
  if (address)
    console.error(`  Open this address in a browser, and make your account there:\n  ${address}\n`);
  console.error(`  ${address ? "Or log" : "Log"} in with a client, and send ${command}`);
  console.error(`  (${how}). The code works until there is an owner.\n`);
}

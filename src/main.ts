/** Entry of `npm start`: arguments, start, signals, exit codes. */
import { openConfig } from "./config/source.ts";
import { StartError } from "./config/start-error.ts";
import { createLog } from "./log.ts";
import { startServer } from "./server.ts";
import { parseStartArguments, startUsage } from "./start-arguments.ts";

/** The process ends after this, whatever still hangs: a supervisor must not need SIGKILL. */
const stopLimit = 4500;

// What the server writes holds password hashes and private messages: for its own user only.
process.umask(0o077);
// Who read the log may be gone (a closed pipe or terminal): no reason to go too.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const log = createLog();
const parsed = parseStartArguments(process.argv.slice(2));
if ("help" in parsed) {
  console.log(startUsage);
  process.exit(0);
}
if ("problem" in parsed) {
  console.error(`${parsed.problem}\n${startUsage}`);
  process.exit(2);
}

try {
  const config = openConfig(parsed.data, log);
  log.configure(config.current.log);
  config.onChange((current) => log.configure(current.log));
  const { service } = config.current;
  // The pid is for SIGHUP: npm passes that signal on to nobody.
  log.info(`${service.name} ${service.version} starts`, { data: parsed.data, pid: process.pid });
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
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info("Stopping", { signal });
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
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", () => void config.reload());

  // After the signals are taken: who waits for the line may send one at once.
  if (server.claimCode !== null) {
    console.error(
      `\n  Nobody owns this server yet. Log in and send {"cmd":"owner_claim","code":"${server.claimCode}"}`,
    );
    const how =
      config.current.auth_mode === "rotur"
        ? "or name your Rotur account in config.json (owners)"
        : `in \`npm run cli -- chat\`: /claim ${server.claimCode}`;
    console.error(`  (${how}). The code works until there is an owner.\n`);
  }
  console.log(`OriginChats server listening on ${server.url}`);
} catch (error) {
  // One clear line for what an operator can mend; a bug shows where it is.
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}

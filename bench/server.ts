/** The server as `npm start` runs it, but for the budgets of users: a few accounts do here what thousands do. */
import { openConfig } from "../src/config/source.ts";
import { createLog } from "../src/log/log.ts";
import { startServer } from "../src/server.ts";
import { wideBudgets } from "../tests/support/wide-budgets.ts";

const [dataFolder = ""] = process.argv.slice(2);
const log = createLog();
const config = openConfig(dataFolder, log);
log.configure(config.current.log);
// All of 127.0.0.0/8, so that many connections don't run out of ports.
const server = await startServer({ dataFolder, config, log, host: "0.0.0.0", port: 0, budgets: wideBudgets });
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)));
console.log(`OriginChats server listening on ${server.url}`);

/** `npm run client`: builds the client library into client/dist, from where `npm pack -w originchats-client` takes it. */
import { join } from "node:path";
import { errorText } from "../src/text/error-text.ts";
import { buildClient } from "./client/build.ts";

const root = join(import.meta.dir, "..");

try {
  await buildClient(root, join(root, "client", "dist"));
  console.log("client/dist");
} catch (error) {
  console.error(errorText(error));
  process.exit(1);
}

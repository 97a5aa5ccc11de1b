/**
 * `npm run client`: builds the client library into client/dist, from where `npm pack -w originchats-client` takes it. With a
 * folder as argument, it writes the files of the package there instead.
 */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "../src/text/error-text.ts";
import { buildClient } from "./client/build.ts";

const root = join(import.meta.dir, "..");
const client = join(root, "client");
const folder = process.argv[2];

try {
  await buildClient(root, join(folder ?? client, "dist"));
  if (folder === undefined) console.log("client/dist");
  else {
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "README.md", "LICENSE"])
      cpSync(join(client, file), join(folder, file));
  }
} catch (error) {
  console.error(errorText(error));
  process.exit(1);
}

/** A large upload is written to the disk as it comes: it takes the server no memory. */
import { expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { connect } from "../client/index.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import { newFolder, spawnServer, writeConfig } from "./support/server.ts";
import { post } from "./support/uploads.ts";

const mebibyte = 1024 * 1024;

/** MiB that a process has in memory, and the most that it had. */
function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: kilobytes("VmRSS") / 1024, most: kilobytes("VmHWM") / 1024 };
}

/** The JSON form with a PDF of this size, in pieces. */
function body(mebibytes: number): ReadableStream<Uint8Array> {
  // A multiple of three bytes, so that the pieces of base64 join.
  const piece = Buffer.alloc(mebibyte - (mebibyte % 3), 65).toString("base64");
  let left = mebibytes;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(
        Buffer.from(`{"name":"big.pdf","file":"${Buffer.from("%PDF-1.7\n").toString("base64")}`),
      );
    },
    pull(controller) {
      if (left-- > 0) return controller.enqueue(Buffer.from(piece));
      controller.enqueue(Buffer.from('"}'));
      controller.close();
    },
  });
}

test.skipIf(process.platform !== "linux")("100 MB take less than 32 MB of the server's memory", async () => {
  const folder = newFolder();
  const rotur = startFakeRotur();
  writeConfig(folder, { auth_mode: "rotur", rotur: { base_url: rotur.url } });
  try {
    await using server = await spawnServer(folder);
    const { validatorFor } = rotur.account("mira");
    const client = await connect(server.ws, { login: { validator: async (key) => validatorFor(key) } });
    const { key } = await client.request("attachment_upload_key");
    const send = async (mebibytes: number) => {
      const answer = await post(server.url, body(mebibytes), { Authorization: `Bearer ${key}` });
      expect([answer.status, await answer.text()]).toEqual([201, expect.stringContaining('"big.pdf"')]);
    };
    // What the first upload loads, stays.
    await send(4);
    const before = memoryOf(server.pid);
    await send(99);
    const after = memoryOf(server.pid);
    const peak = after.most > before.most ? after.most : after.now;
    expect(peak - before.now).toBeLessThan(32);
    client.close();
  } finally {
    await rotur.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

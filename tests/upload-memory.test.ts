/** A large upload is written to the disk as it comes: it takes the server no memory. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import { newFolder, spawnServer, writeConfig } from "./support/server.ts";

const mebibyte = 1024 * 1024;

/** MiB that a process has in memory, and the most that it had. */
function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: kilobytes("VmRSS") / 1024, most: kilobytes("VmHWM") / 1024 };
}

/** A PDF of so many pieces, in a form. */
interface Form {
  readonly method: "POST" | "PUT";
  readonly type: string;
  readonly begin: string;
  readonly piece: Uint8Array;
  readonly end: string;
}

const head = "%PDF-1.7\n";
// A multiple of three bytes, so that the pieces of base64 join.
const content = Buffer.alloc(mebibyte - (mebibyte % 3), 65);
const boundary = "tea-and-cake";

const forms = {
  JSON: {
    method: "POST",
    type: "application/json",
    begin: `{"name":"big.pdf","file":"${Buffer.from(head).toString("base64")}`,
    piece: Buffer.from(content.toString("base64")),
    end: '"}',
  },
  multipart: {
    method: "POST",
    type: `multipart/form-data; boundary=${boundary}`,
    begin: `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="big.pdf"\r\n\r\n${head}`,
    piece: content,
    end: `\r\n--${boundary}--\r\n`,
  },
  PUT: { method: "PUT", type: "application/octet-stream", begin: head, piece: content, end: "" },
} satisfies Readonly<Record<string, Form>>;

function body({ begin, piece, end }: Form, pieces: number): ReadableStream<Uint8Array> {
  let left = pieces;
  return new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from(begin)),
    pull(controller) {
      // The runtime takes the memory of what it is given.
      if (left-- > 0) return controller.enqueue(Buffer.from(piece));
      if (end !== "") controller.enqueue(Buffer.from(end));
      controller.close();
    },
  });
}

function hashOf(pieces: number): string {
  const hash = new Bun.CryptoHasher("sha256").update(head);
  for (let n = 0; n < pieces; n++) hash.update(content);
  return hash.digest("hex");
}

const cases = Object.entries<Form>(forms);
test.skipIf(process.platform !== "linux").each(cases)(
  "%s: 100 MB take less than 32 MB of the server's memory",
  async (_, form) => {
    const folder = newFolder();
    const rotur = startFakeRotur();
    writeConfig(folder, { auth_mode: "rotur", rotur: { base_url: rotur.url } });
    try {
      await using server = await spawnServer(folder);
      const { validatorFor } = rotur.account("mira");
      const client = await connect(server.ws, { login: { validator: async (key) => validatorFor(key) } });
      const { key } = await client.request("attachment_upload_key");
      const Authorization = `Bearer ${key}`;
      const addressFor = async (size: number) => {
        if (form.method === "POST") return `${server.url}/attachments/upload`;
        const begun = await fetch(`${server.url}/attachments/resumable`, {
          method: "POST",
          headers: { Authorization },
          body: JSON.stringify({ name: "big.pdf", size }),
        });
        return `${server.url}${begun.headers.get("location")}`;
      };
      const send = async (pieces: number) => {
        const address = await addressFor(head.length + pieces * content.length);
        const headers = { Authorization, "Content-Type": form.type };
        const answer = await fetch(address, { method: form.method, headers, body: body(form, pieces) });
        expect([answer.status, await answer.text()]).toEqual([201, expect.stringContaining('"big.pdf"')]);
        const hash = hashOf(pieces);
        expect(existsSync(join(folder, "files", hash.slice(0, 2), hash.slice(2, 4), hash))).toBe(true);
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
  },
);

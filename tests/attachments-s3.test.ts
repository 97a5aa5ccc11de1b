/** Files in an S3-compatible store instead of a folder: members notice nothing. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type FakeS3, startFakeS3 } from "./support/fake-s3.ts";
import { newFolder, startTestServer } from "./support/server.ts";
import { type Member, openTown, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";
import { pdf, tryUpload, type Uploading, upload as uploadTo } from "./support/uploads.ts";

let s3: FakeS3;
let town: Town;
let mira: Member;
beforeEach(async () => {
  s3 = startFakeS3();
  town = await openTown({ config: { files: { store: "s3", s3: s3.settings } } });
  [mira] = await town.people("mira");
});
afterEach(async () => {
  await town.close();
  await s3.stop();
});

const upload = (uploading?: Uploading) => uploadTo(mira, town.server.url, uploading);
const get = (id: string, headers: Record<string, string> = {}) =>
  fetch(`${town.server.url}/attachments/${id}`, { headers });
const keyOf = (bytes: Uint8Array) =>
  `chat/files/${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;

test("a file is served from the bucket, whole and in parts, and goes from there", async () => {
  const bytes = pdf("0123456789");
  const attachment = await upload({ bytes });
  const { message } = await mira.request("message_new", {
    channel: "general",
    content: "",
    attachments: [attachment],
  });
  expect([...s3.objects]).toEqual([[keyOf(bytes), bytes]]);
  expect(readdirSync(join(town.server.folder, "files"))).toEqual(["incoming"]);
  const whole = await get(attachment.id);
  expect([whole.status, await whole.text()]).toEqual([200, bytes.toString()]);
  const head = await fetch(`${town.server.url}/attachments/${attachment.id}`, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe("20");
  const part = await get(attachment.id, { Range: "bytes=9-13" });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
    206,
    "bytes 9-13/20",
    "01234",
  ]);
  // The same bytes are sent to the store once.
  await upload({ bytes });
  expect(s3.requests.filter((request) => request.startsWith("PUT"))).toHaveLength(1);
  await mira.request("message_delete", { channel: "general", id: message.id });
  for (const { id } of (await mira.request("attachment_list")).attachments) {
    await mira.request("attachment_delete", { attachment_id: id });
  }
  await town.restart();
  await until("an empty bucket", () => (s3.objects.size === 0 ? true : undefined));
  expect((await get(attachment.id)).status).toBe(404);
});

test("a large file is sent in parts", async () => {
  const bytes = Buffer.concat([pdf(), Buffer.alloc(12_000_000, "tea")]);
  const { id } = await upload({ bytes });
  expect(s3.objects.get(keyOf(bytes))?.equals(bytes)).toBe(true);
  expect(Buffer.from(await (await get(id)).arrayBuffer()).equals(bytes)).toBe(true);
});

test("while the store is out of order, uploads fail and nothing is left; then all is well again", async () => {
  const kept = await upload({ bytes: pdf("kept") });
  s3.broken(true);
  const refused = await tryUpload(mira, town.server.url);
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { error: "The place for files is out of order. Try again later", code: "files_unavailable" },
  ]);
  expect((await get(kept.id)).status).toBe(503);
  expect((await mira.request("attachment_list")).total).toBe(1);
  s3.broken(false);
  expect(await (await get(kept.id)).text()).toBe(pdf("kept").toString());
  await upload();
  await town.restart();
  mira = await town.join("mira");
  expect(readdirSync(join(town.server.folder, "files", "incoming"))).toEqual([]);
});

test("a bucket, key or folder that is missing is said at the start", async () => {
  const { access_key_id: _, ...incomplete } = s3.settings;
  for (const [files, line] of [
    [{ store: "s3", s3: { ...s3.settings, bucket: null } }, "files.s3.bucket is missing"],
    [{ store: "s3", s3: incomplete }, "the access key is missing"],
    [{ folder: "config.json/files" }, "The folder of uploaded files can't be used"],
  ] as const) {
    await expect(startTestServer({ folder: newFolder(), config: { files } })).rejects.toThrow(line);
  }
});

/** Whatever comes to the routes of files, the server answers it, never with a fault, and nothing of it stays. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { fileFaults } from "./support/file-checker.ts";
import { faultsIn, settle } from "./support/store-checker.ts";
import { openTown } from "./support/town.ts";
import { until } from "./support/until.ts";
import { pdf } from "./support/uploads.ts";

const base64 = pdf().toString("base64");
const odd = fc.oneof(
  fc.constantFrom(
    "",
    "general",
    "none",
    "__proto__",
    "../..",
    "x".repeat(300),
    "null",
    "\u0000",
    "🦊",
    "%00",
    "a/b",
  ),
  fc.string({ unit: "grapheme" }),
);
const value = fc.oneof(odd, fc.double(), fc.integer(), fc.constantFrom(null, true, {}, [], [1], { a: 1 }));
const fields = fc.dictionary(
  fc.constantFrom(
    "name",
    "channel",
    "file",
    "size",
    "expires_in_days",
    "validator_key",
    "validator",
    "mime_type",
  ),
  fc.oneof(value, fc.constantFrom(base64, `data:application/pdf;base64,${base64}`, 13)),
);
const right = { name: "plan.pdf", channel: "general", file: base64, size: 13 };
const body = fc.oneof(
  { weight: 6, arbitrary: fc.constant(JSON.stringify(right)) },
  fields.map((all) => JSON.stringify(all)),
  fields.map((all) => JSON.stringify(all).slice(0, -3)),
  fields.map((all) =>
    Object.entries(all)
      .map(
        ([name, content]) =>
          `--x\r\nContent-Disposition: form-data; name="${name}"; filename="f"\r\n\r\n${content}\r\n`,
      )
      .join("")
      .concat("--x--\r\n"),
  ),
  odd,
  fc.constantFrom("[]", "{", '{"file":"', "--x--", pdf().toString()),
);
const type = fc.constantFrom(
  ...Array.from({ length: 6 }, () => "application/json"),
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "multipart/form-data; boundary=",
  `multipart/form-data; boundary=${"y".repeat(300)}`,
  "text/html",
);
const path = fc.constantFrom(
  "upload",
  "resumable",
  "UPLOAD-ID",
  "resumable/UPLOAD-ID",
  "resumable/none",
  "x/small",
  "",
);
const header = fc.record({
  offset: fc.constantFrom(undefined, "0", "13", "-1", "1e9", "x", "9".repeat(40)),
  digest: fc.constantFrom(undefined, "sha-256=:x:", "md5=::", ":"),
  range: fc.constantFrom(undefined, "bytes=0-", "bytes=5-1", "bytes=-0", "lines=1-2"),
});
const method = fc.constantFrom("GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH");

test("property: every request is answered", async () => {
  const town = await openTown();
  try {
    const [mira] = await town.people("mira");
    const base = `${town.server.url}/attachments`;
    const { key } = await mira.request("attachment_upload_key");
    const authorization = `Bearer ${key}`;
    const begun = await fetch(`${base}/resumable`, {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify({ name: "x", size: 13 }),
    });
    const { upload } = (await begun.json()) as { upload: string };
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        header,
        type,
        body,
        fc.boolean(),
        async (verb, place, sent, kind, text, isKnown) => {
          const answer = await fetch(`${base}/${place.replace("UPLOAD-ID", upload)}`, {
            method: verb,
            headers: {
              "Content-Type": kind,
              ...(isKnown && { authorization }),
              ...(sent.offset && { "Upload-Offset": sent.offset }),
              ...(sent.digest && { "Repr-Digest": sent.digest }),
              ...(sent.range && { Range: sent.range }),
            },
            ...(verb !== "GET" && verb !== "HEAD" && { body: text }),
          });
          await answer.arrayBuffer();
          statuses.add(answer.status);
          expect([answer.status, answer.status === 500]).toEqual([answer.status, false]);
        },
      ),
      { numRuns: 500 },
    );
    // Otherwise it would have tested the refusals of one check.
    for (const status of [201, 204, 400, 401, 404, 405]) expect([...statuses]).toContain(status);
    await until("no file that nobody knows", () =>
      fileFaults(town.server.folder).length === 0 ? true : undefined,
    );
    await settle(town.server.store, Date.now());
    expect(faultsIn(join(town.server.folder, "db", "server.db"))).toEqual([]);
  } finally {
    await town.close();
  }
});

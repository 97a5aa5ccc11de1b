/** The forms of an upload besides JSON. */
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Member, openTown, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";
import { answerOf, pdf, post, sending } from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

async function cast() {
  town = await openTown({ config: { attachments: { max_size: 1000 } } });
  const [mira] = await town.people("mira");
  return { mira };
}

const url = () => town.server.url;
const incoming = () => readdirSync(join(town.server.folder, "files", "incoming"));
async function bearer(by: Member): Promise<{ Authorization: string }> {
  return { Authorization: `Bearer ${(await by.request("attachment_upload_key")).key}` };
}

describe("multipart", () => {
  const boundary = "x--y";
  type Part = readonly [head: string, content: string | Uint8Array];

  /** A body of these parts, as it stands on the wire. */
  function body(parts: readonly Part[], end = `--${boundary}--\r\n`): Buffer {
    const pieces = parts.flatMap(([head, content]) => [
      `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`,
      content,
      "\r\n",
    ]);
    return Buffer.concat([...pieces, end].map((piece) => Buffer.from(piece)));
  }

  /** Sends it in pieces of this length. */
  function send(bytes: Buffer, headers: Record<string, string> = {}, length = 700): Promise<Response> {
    let at = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(at, at + length));
        at += length;
      },
    });
    const type = `multipart/form-data; boundary="${boundary}"`;
    return post(url(), stream, { "Content-Type": type, ...headers });
  }

  const file: Part = ['name="file"; filename="plan.pdf"\r\nContent-Type: application/pdf', pdf()];

  test("as newer clients send it: the file first or last, the validator behind it, no channel", async () => {
    const { mira } = await cast();
    const key = mira.server.validator_key;
    const validator = town.rotur.account("mira", mira.user.id).validatorFor(key);
    const proof: Part[] = [
      ['name="validator_key"', key],
      ['name="validator"', validator],
    ];
    const named: Part[] = [
      ['name="name"', "tea.pdf"],
      ['name="mime_type"', ""],
    ];
    for (const [parts, name] of [
      [[file, ...named, ...proof], "tea.pdf"],
      [[...proof, file, ...named, ['name="channel"', "null"] as const], "tea.pdf"],
      [[file, ...proof, ['name="expires_in_days"', "0.5"] as const], "plan.pdf"],
    ] as const) {
      for (const length of [7, 700]) {
        const answer = await send(body(parts), {}, length);
        const { attachment } = await answerOf(answer);
        expect([answer.status, attachment.name, attachment.size]).toEqual([201, name, 13]);
        expect(await (await fetch(attachment.url)).text()).toBe(pdf().toString());
      }
    }
  });

  test("by the form of the platform, with an upload key", async () => {
    const { mira } = await cast();
    const form = new FormData();
    form.set("file", new Blob([Buffer.concat([pdf(), Buffer.alloc(987, 10)])]), "plän.pdf");
    form.set("channel", "general");
    const answer = await fetch(`${url()}/attachments/upload`, {
      method: "POST",
      body: form,
      headers: await bearer(mira),
    });
    expect((await answerOf(answer)).attachment).toMatchObject({ name: "plän.pdf", size: 1000 });
  });

  test("a body that is wrong is refused with a reason, and nothing of it stays", async () => {
    const { mira } = await cast();
    const headers = await bearer(mira);
    const texts = Array.from({ length: 40 }, (_, n): Part => [`name="t${n}"`, "x"]);
    const cases: [string, Buffer, number, RegExp][] = [
      ["no file", body([['name="name"', "x"]]), 400, /one file/],
      ["a file in another part", body([['name="picture"; filename="x"', "x"]]), 400, /one file/],
      ["two files", body([file, file]), 400, /more than 1 files/],
      [
        "one byte too many",
        body([['name="file"; filename="x"', Buffer.alloc(1001, 65)]]),
        413,
        /max 1000 bytes/,
      ],
      ["an empty file", body([['name="file"; filename="x"', ""]]), 400, /empty/],
      ["a long text", body([['name="name"', "x".repeat(9000)], file]), 400, /longer/],
      ["many texts", body([...texts, file]), 400, /more than 32 texts|too many parts/],
      ["an end that is missing", body([file], ""), 400, /not valid multipart/],
      ["a head that is missing", Buffer.from(`--${boundary}\r\nabc`), 400, /not valid multipart/],
      ["nothing", Buffer.alloc(0), 400, /not valid multipart|one file/],
      ["something else", Buffer.from("tea and cake"), 400, /not valid multipart|one file/],
    ];
    for (const [what, bytes, status, text] of cases) {
      const answer = await send(bytes, headers);
      const { error } = await answerOf(answer);
      expect([what, answer.status, error]).toEqual([what, status, expect.stringMatching(text)]);
      expect([what, incoming()]).toEqual([what, []]);
    }
    const without = await send(body([file]), { ...headers, "Content-Type": "multipart/form-data" });
    expect([without.status, (await answerOf(without)).error]).toEqual([
      400,
      "The Content-Type must name a boundary",
    ]);
    expect((await send(body([file]))).status).toBe(401);
  });
});

describe("in several requests", () => {
  const bytes = Buffer.concat([pdf(), Buffer.from(Array.from({ length: 900 }, (_, n) => n % 251))]);

  async function begin(by: Member, fields: Record<string, unknown> = {}) {
    const headers = await bearer(by);
    const answer = await fetch(`${url()}/attachments/resumable`, {
      method: "POST",
      headers,
      body: JSON.stringify({ name: "plan.pdf", size: bytes.length, channel: "general", ...fields }),
    });
    const body = (await answer.json()) as { upload: string; offset: number; size: number; error: string };
    const at = (method: string, more: RequestInit & { readonly headers?: Record<string, string> } = {}) =>
      fetch(`${url()}/attachments/resumable/${body.upload}`, {
        method,
        ...more,
        headers: { ...headers, ...more.headers },
      });
    const put = (from: number, to: number, more: Record<string, string> = {}) =>
      at("PUT", { body: bytes.subarray(from, to), headers: { "Upload-Offset": String(from), ...more } });
    return { answer, body, at, put };
  }

  test("it goes on where it stopped, also after a restart, and the last answer is repeated", async () => {
    const { mira } = await cast();
    const { answer, body, put } = await begin(mira);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      201,
      `/attachments/resumable/${body.upload}`,
    ]);
    const part = await put(0, 400);
    expect([part.status, part.headers.get("upload-offset"), await part.json()]).toEqual([
      200,
      "400",
      { upload: body.upload, offset: 400, size: bytes.length },
    ]);
    await town.restart();
    const again = await town.join("mira");
    const headers = await bearer(again);
    const address = `${url()}/attachments/resumable/${body.upload}`;
    const head = await fetch(address, { method: "HEAD", headers });
    expect([head.headers.get("upload-offset"), head.headers.get("upload-length")]).toEqual(["400", "913"]);
    const wrong = await fetch(address, { method: "PUT", headers, body: bytes });
    expect([wrong.status, wrong.headers.get("upload-offset")]).toEqual([409, "400"]);
    const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("base64");
    const rest = { "Upload-Offset": "400", "Repr-Digest": `sha-256=:${hash}:` };
    const last = await fetch(address, {
      method: "PUT",
      headers: { ...headers, ...rest },
      body: bytes.subarray(400),
    });
    const { attachment } = await answerOf(last);
    expect([last.status, attachment.size]).toEqual([201, bytes.length]);
    expect(Buffer.from(await (await fetch(attachment.url)).arrayBuffer())).toEqual(bytes);
    await again.request("message_new", { channel: "general", content: "", attachments: [attachment] });
    const repeated = await fetch(address, { headers });
    expect([repeated.status, (await answerOf(repeated)).attachment]).toEqual([201, attachment]);
    expect(incoming()).toEqual([]);
  });

  test("what came of a body that broke off is kept", async () => {
    const { mira } = await cast();
    const { at, put } = await begin(mira);
    const pieces = [bytes.subarray(0, 100), bytes.subarray(100, 300)];
    const stream = new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.error(new Error("broken off"));
      },
    });
    await at("PUT", { body: stream }).catch(() => null);
    // The server may still be about to notice that it broke off.
    const rest = await until("the rest is taken", async () => {
      const { offset } = (await (await at("GET")).json()) as { offset: number };
      expect([0, 100, 300]).toContain(offset);
      const answer = await put(offset, bytes.length);
      return [409, 503].includes(answer.status) ? undefined : answer;
    });
    expect(rest.status).toBe(201);
  });

  test("a request that waited while another one completed the upload is answered with the same file", async () => {
    const { mira } = await cast();
    const { Authorization } = await bearer(mira);
    const holding = Array.from({ length: 4 }, () => sending(url(), { Authorization }, 100));
    for (const one of holding) one.write('{"file":"YWFh');
    await until("four files on their way", () => (incoming().length === 4 ? true : undefined));
    const { put } = await begin(mira);
    const both = [put(0, bytes.length), put(0, bytes.length)];
    await mira.request("ping");
    holding[0]?.end();
    const [one, other] = await Promise.all(both.map(async (answer) => answerOf(await answer)));
    for (const held of holding) held.end();
    expect(one?.attachment.id).toBe(other?.attachment.id ?? "");
    expect((await mira.request("attachment_list")).attachments).toHaveLength(1);
  });

  test("it belongs to its user, and ends when they give it up", async () => {
    const { mira } = await cast();
    const nora = await town.join("nora");
    const { at, put } = await begin(mira);
    await put(0, 100);
    const others = await bearer(nora);
    for (const method of ["GET", "PUT", "DELETE"]) {
      expect([method, (await at(method, { headers: others })).status]).toEqual([method, 404]);
      expect([method, (await at(method, { headers: { Authorization: "" } })).status]).toEqual([method, 401]);
    }
    expect((await at("DELETE")).status).toBe(204);
    expect(incoming()).toEqual([]);
    expect((await put(100, 200)).status).toBe(404);
  });

  test("wrong sizes, offsets and digests are refused, and too many at once", async () => {
    const { mira } = await cast();
    for (const [fields, status] of [
      [{ size: 0 }, 400],
      [{ size: "5" }, 400],
      [{ size: 1.5 }, 400],
      [{ size: 1001 }, 413],
      [{ name: "" }, 400],
      [{ name: {} }, 400],
      [{ channel: "none" }, 404],
    ] as const) {
      expect([fields, (await begin(mira, fields)).answer.status]).toEqual([fields, status]);
    }
    const { put } = await begin(mira);
    expect((await put(0, 100, { "Upload-Offset": "x" })).status).toBe(409);
    expect((await put(0, 100, { "Repr-Digest": "sha-256=tea" })).status).toBe(400);
    const damaged = await put(0, bytes.length, { "Repr-Digest": `sha-256=:${"A".repeat(43)}=:` });
    expect([damaged.status, (await answerOf(damaged)).error]).toEqual([400, expect.stringMatching(/digest/)]);
    const small = await begin(mira, { size: 50 });
    expect([(await small.put(0, 51)).status, (await small.put(0, 50)).status]).toEqual([400, 201]);
    const statuses: number[] = [];
    for (let n = 0; n < 11; n++) statuses.push((await begin(mira)).answer.status);
    expect([statuses.at(-2), statuses.at(-1)]).toEqual([201, 429]);
  });
});

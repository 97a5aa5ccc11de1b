/** Uploaded files: who may upload, and what becomes of a file in messages. Served: tests/attachments-served.test.ts. */
import { afterEach, describe, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { connectionToken } from "../src/sealing/connection-token.ts";
import { openSealing } from "../src/sealing/sealing.ts";
import { newFolder, type TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";
import {
  answerOf,
  bodyOf,
  pdf,
  post,
  tryUpload,
  type Uploading,
  upload as uploadTo,
} from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options?: TestServerOptions) {
  town = await openTown(options);
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  return { olga, mira, nora };
}

const url = () => town.server.url;
const upload = (by: Member, uploading?: Uploading) => uploadTo(by, url(), uploading);
const attempt = (by: Member, uploading?: Uploading) => tryUpload(by, url(), uploading);
const get = (path: string, init?: RequestInit) => fetch(`${url()}${path}`, init);
const send = (by: Member, ...ids: string[]) =>
  by.request("message_new", { channel: "general", content: "look", attachments: ids.map((id) => ({ id })) });

describe("an upload", () => {
  test("is answered with the object that its message has", async () => {
    const { mira, nora } = await cast();
    await nora.news();
    const attachment = await upload(mira);
    expect(attachment).toMatchObject({
      name: "plan.pdf",
      mime_type: "application/pdf",
      size: 13,
      permanent: false,
    });
    expect(attachment.url).toBe(`${url()}/attachments/${attachment.id}`);
    const { message } = await send(mira, attachment.id);
    expect(message.attachments).toEqual([attachment]);
    expect(await nora.news()).toMatchObject([{ cmd: "message_new", message: { attachments: [attachment] } }]);
    const page = await nora.request("messages_get", { channel: "general" });
    expect(page.messages.at(-1)?.attachments).toEqual([attachment]);
    const { message: alone } = await nora.request("message_get", { channel: "general", id: message.id });
    expect(alone.attachments).toEqual([attachment]);
    expect((await nora.request("attachment_get", { attachment_id: attachment.id })).attachment).toEqual(
      attachment,
    );
    await town.restart();
    const again = await town.join("nora");
    const { messages } = await again.request("messages_get", { channel: "general" });
    // The address of the test server is another one now.
    const kept = { ...attachment, url: `${url()}/attachments/${attachment.id}` };
    expect(messages.at(-1)?.attachments).toEqual([kept]);
    expect(await (await get(`/attachments/${attachment.id}`)).text()).toBe(pdf().toString());
  });

  test("by a Rotur validator for the key of the own connection", async () => {
    const { mira } = await cast();
    const account = town.rotur.account("mira", mira.user.id);
    const key = mira.server.validator_key;
    const fields = { validator_key: key, validator: account.validatorFor(key) };
    const answer = await post(url(), bodyOf({ fields }));
    expect(answer.status).toBe(201);
    const { attachment } = await answerOf(answer);
    await send(mira, attachment.id);
  });

  test("by that key also for a minute after the connection ended", async () => {
    let elapsed = 1;
    const { mira } = await cast({ elapsed: () => elapsed });
    const olga = await town.join("olga");
    const key = mira.server.validator_key;
    const validator = town.rotur.account("mira", mira.user.id).validatorFor(key);
    const body = bodyOf({ fields: { validator_key: key, validator } });
    const gone = olga.next("user_disconnect");
    mira.close();
    await gone;
    elapsed += 59_000;
    expect((await post(url(), body)).status).toBe(201);
    elapsed += 1001;
    expect((await post(url(), body)).status).toBe(401);
  });

  test("by the token that ready gave to the connection, while it is open", async () => {
    await cast();
    const packets: { cmd: string; validator?: string }[] = [];
    const account = { username: "tilda", password: "tea and cake" };
    const received = (text: string) => void packets.push(JSON.parse(text));
    const client = await connect(town.server.ws, { login: { register: account }, reconnect: [], received });
    const token = packets.find(({ cmd }) => cmd === "ready")?.validator ?? "";
    const bearer = (given: string) => post(url(), bodyOf(), { Authorization: `Bearer ${given}` });
    const { attachment } = await answerOf(await bearer(token));
    await client.request("message_new", { channel: "general", content: "", attachments: [attachment] });
    const other = openSealing(newFolder());
    const forged = [
      token.replace(/.{4}$/, "AAAA"),
      connectionToken(client.server.validator_key, other),
      other.seal(client.server.validator_key),
    ];
    for (const given of forged) expect((await bearer(given)).status).toBe(401);
    client.close();
    await town.restart();
    expect((await bearer(token)).status).toBe(401);
  });

  test("of a local account", async () => {
    await cast();
    const tilda = await town.register("tilda");
    const attachment = await uploadTo(tilda, url());
    await tilda.request("message_new", { channel: "general", content: "", attachments: [attachment] });
  });

  test("may come in pieces of any length, with base64 alone and escaped slashes", async () => {
    const { mira } = await cast();
    const bytes = Buffer.concat([pdf(), Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 31) % 256))]);
    const { key } = await mira.request("attachment_upload_key");
    for (const [file, length] of [
      [bytes.toString("base64"), 1],
      [bytes.toString("base64").replaceAll("/", "\\/").replaceAll("+", "\\u002b"), 7],
    ] as const) {
      const body = `{"file":"${file}", "channel" : "general","name":"pl\\u00e4n.pdf","mime_type":"x", "other": -1.5e3,"none":null}`;
      const pieces = body.match(new RegExp(`[^]{1,${length * 400}}`, "g")) ?? [];
      const stream = new ReadableStream({
        pull(controller) {
          const piece = pieces.shift();
          if (piece === undefined) controller.close();
          else controller.enqueue(Buffer.from(piece));
        },
      });
      const answer = await post(url(), stream, { Authorization: `Bearer ${key}` });
      expect(answer.status).toBe(201);
      const { attachment } = await answerOf(answer);
      expect(attachment).toMatchObject({ name: "plän.pdf", size: bytes.length });
      expect(Buffer.from(await (await get(`/attachments/${attachment.id}`)).arrayBuffer())).toEqual(bytes);
    }
  });

  test("is refused with a reason", async () => {
    const { mira } = await cast({ config: { attachments: { max_size: 1000 } } });
    const { key } = await mira.request("attachment_upload_key");
    const bearer = { Authorization: `Bearer ${key}` };
    const cases: [string, string | Promise<Response>, number, RegExp][] = [
      ["no JSON", "tea", 400, /JSON object/],
      ["a list", "[]", 400, /JSON object/],
      ["a list behind it", `${bodyOf()}[]`, 400, /behind/],
      ["two commas", '{"name":"x",,}', 400, /not valid JSON/],
      ["the end missing", bodyOf().slice(0, -1), 400, /ends too early/],
      ["no file", '{"name":"x","channel":"general"}', 400, /file/],
      ["an empty file", bodyOf({ bytes: Buffer.alloc(0) }), 400, /empty/],
      ["base64 with other characters", '{"name":"x","file":"YW*j"}', 400, /not valid base64/],
      ["base64 that ends early", '{"name":"x","file":"YWJ"}', 400, /not valid base64/],
      ["base64 of another alphabet", '{"name":"x","file":"YW-_"}', 400, /not valid base64/],
      ["something behind the padding", '{"name":"x","file":"YQ==YQ=="}', 400, /not valid base64/],
      ["a data: URL without base64", '{"name":"x","file":"data:text/plain,x"}', 400, /base64/],
      ["a file that is no text", '{"name":"x","file":5}', 400, /file/],
      ["an object inside", '{"name":{},"file":"YQ=="}', 400, /must be texts/],
      ["no name", bodyOf({ name: "" }), 400, /name/],
      ["a name of another type", bodyOf({ fields: { name: 5 } }), 400, /name/],
      ["a long name", bodyOf({ name: "x".repeat(3000) }), 400, /name/],
      ["a very long name", bodyOf({ name: "x".repeat(9000) }), 400, /longer/],
      ["a negative time", bodyOf({ fields: { expires_in_days: -1 } }), 400, /expires_in_days/],
      ["a time of another type", bodyOf({ fields: { expires_in_days: "1" } }), 400, /expires_in_days/],
      ["no such channel", bodyOf({ channel: "none" }), 404, /not found/i],
      ["bytes of another type", bodyOf({ bytes: Buffer.from("PK\u0003\u0004zip") }), 415, /application\/zip/],
      [
        "one byte too many",
        bodyOf({ bytes: Buffer.concat([pdf(), Buffer.alloc(988)]) }),
        413,
        /\(max 1000 bytes\)/,
      ],
      ["a body that says it is larger", bodyOf({ bytes: Buffer.alloc(100_000) }), 413, /\(max 1000 bytes\)/],
    ];
    for (const [what, body, status, text] of cases) {
      const answer = await post(url(), body as string, bearer);
      expect([what, answer.status, (await answerOf(answer)).error]).toEqual([
        what,
        status,
        expect.stringMatching(text),
      ]);
    }
    const largest = bodyOf({ bytes: Buffer.concat([pdf(), Buffer.alloc(987)]) });
    expect((await post(url(), largest, bearer)).status).toBe(201);
    expect((await post(url(), "x", { ...bearer, "Content-Type": "text/plain" })).status).toBe(415);
  });

  test("needs a key, and one of the own connection: a stranger's validator is no use (token leak)", async () => {
    const { mira, nora } = await cast();
    const account = town.rotur.account("mira", mira.user.id);
    const of = (key: string) => ({ validator_key: key, validator: account.validatorFor(key) });
    const own = mira.server.validator_key;
    for (const [what, fields] of Object.entries({
      "no key": {},
      "a key of another server": of("originChats-https://evil.example-x"),
      "the key of another member": of(nora.server.validator_key),
      "a wrong validator": { ...of(own), validator: `${mira.user.id},0` },
      "a validator of another type": { validator_key: own, validator: 5 },
    })) {
      expect([what, (await post(url(), bodyOf({ fields }))).status]).toEqual([what, 401]);
    }
    for (const bearer of ["x", own, mira.user.id]) {
      expect((await post(url(), bodyOf(), { Authorization: `Bearer ${bearer}` })).status).toBe(401);
    }
  });
});

describe("in messages", () => {
  test("it belongs to one message, of its uploader, in its channel (replayed uploads)", async () => {
    const { olga, mira, nora } = await cast();
    await olga.request("channel_create", {
      name: "tea",
      type: "text",
      permissions: { view: ["user"], send: ["user"] },
    });
    const { id } = await upload(mira);
    expect(await refusal(send(nora, id))).toBe("attachment_not_yours");
    const elsewhere = { channel: "tea", content: "", attachments: [{ id }] };
    expect(await refusal(mira.request("message_new", elsewhere))).toBe("attachment_used");
    const [first, second] = await Promise.allSettled([send(mira, id), send(mira, id)]);
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await refusal(send(mira, id))).toBe("attachment_used");
    expect(await refusal(send(mira, "none"))).toBe("attachment_not_found");
    const anywhere = await upload(mira, { channel: null });
    await mira.request("message_new", { channel: "tea", content: "", attachments: [anywhere] });
  });

  test("ten, in their order, with or without a text", async () => {
    const { mira } = await cast();
    const ids: string[] = [];
    for (let n = 0; n < 11; n++)
      ids.push((await upload(mira, { bytes: pdf(String(n)), name: `${n}.pdf` })).id);
    expect(await refusal(send(mira, ...ids))).toBe("invalid_field");
    const ten = ids.slice(0, 10).reverse();
    const attachments = ten.map((id) => ({ id }));
    const { message } = await mira.request("message_new", { channel: "general", attachments });
    expect(message.attachments?.map(({ id }) => id)).toEqual(ten);
    // An edit keeps them, also one that leaves no text.
    await mira.request("message_edit", { channel: "general", id: message.id, content: "a" });
    const edited = await mira.request("message_edit", { channel: "general", id: message.id, content: "" });
    expect(edited.message.attachments?.map(({ id }) => id)).toEqual(ten);
  });

  test("a thread takes uploads for its forum", async () => {
    const { olga, mira } = await cast();
    const permissions = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions });
    const { thread } = await mira.request("thread_create", { channel: "help", name: "Printer" });
    const attachment = await upload(mira, { channel: "help" });
    const fields = { channel: "help", thread_id: thread.id, content: "", attachments: [attachment] };
    expect((await mira.request("message_new", fields)).message.attachments).toEqual([attachment]);
  });

  test("the same bytes of two members are two uploads", async () => {
    const { mira, nora } = await cast();
    const [hers, theirs] = [await upload(mira), await upload(nora)];
    expect(hers.id).not.toBe(theirs.id);
    const { message } = await send(mira, hers.id);
    await send(nora, theirs.id);
    await mira.request("message_delete", { channel: "general", id: message.id });
    expect((await get(`/attachments/${hers.id}`)).status).toBe(404);
    expect((await get(`/attachments/${theirs.id}`)).status).toBe(200);
  });

  test("members without attach_files can't, if member permissions are enforced", async () => {
    const { olga, mira } = await cast({ config: { permissions: { enforce_member_permissions: true } } });
    const { id } = await upload(mira);
    const permissions = ["send_messages", "read_message_history"];
    await olga.request("role_permissions_set", { name: "user", permissions });
    expect(await refusal(send(mira, id))).toBe("attach_denied");
    expect((await attempt(mira)).status).toBe(403);
  });
});

describe("it is removed", () => {
  test("by its uploader or a moderator of its channel, and the viewers of its message are told", async () => {
    const { olga, mira, nora } = await cast();
    const [own, other] = [await upload(mira), await upload(mira)];
    const { message } = await send(mira, own.id, other.id);
    await nora.news();
    expect(await refusal(nora.request("attachment_delete", { attachment_id: own.id }))).toBe(
      "attachment_denied",
    );
    const before = Date.now() / 1000;
    expect(await mira.request("attachment_delete", { attachment_id: own.id })).toMatchObject({
      cmd: "attachment_deleted",
      attachment_id: own.id,
      deleted: true,
    });
    await olga.request("attachment_delete", { attachment_id: other.id });
    const [first, second] = await nora.news();
    const told = { cmd: "attachment_gone", message_id: message.id, channel: "general", thread_id: null };
    expect([first, second]).toMatchObject([
      { ...told, attachment_id: own.id },
      { ...told, attachment_id: other.id },
    ]);
    const page = await nora.request("messages_get", { channel: "general" });
    const [gone] = page.messages.at(-1)?.attachments ?? [];
    expect(gone).toEqual({ ...own, expires_at: (first as { expires_at: number }).expires_at });
    expect(gone?.expires_at).toBeGreaterThanOrEqual(before);
    for (const { id } of [own, other]) {
      expect((await get(`/attachments/${id}`)).status).toBe(404);
      const asked = { attachment_id: id };
      expect(await refusal(mira.request("attachment_get", asked))).toBe("attachment_not_found");
      expect(await refusal(mira.request("attachment_delete", asked))).toBe("attachment_not_found");
    }
    const { entries } = await olga.request("modlog_get", { action: "attachment_delete" });
    expect(entries).toMatchObject([{ actor_name: "olga", target_id: other.id, target_name: "plan.pdf" }]);
  });

  test("is not found by members who may not view its message, and told only to those who may", async () => {
    const { olga, mira, nora } = await cast();
    await olga.request("role_create", { name: "staff" });
    await town.roles("mira", "staff", "user");
    await olga.request("channel_create", {
      name: "vault",
      type: "text",
      permissions: { view: ["staff"], send: ["staff"] },
    });
    const attachment = await upload(mira, { channel: "vault" });
    const asked = { attachment_id: attachment.id };
    expect(await refusal(olga.request("attachment_get", asked))).toBe("attachment_not_found");
    await mira.request("message_new", { channel: "vault", content: "", attachments: [attachment] });
    await olga.request("attachment_get", asked);
    for (const name of ["attachment_get", "attachment_delete"] as const) {
      expect(await refusal(nora.request(name, asked))).toBe("attachment_not_found");
    }
    await nora.news();
    await mira.request("attachment_delete", asked);
    expect(await nora.news()).toEqual([]);
  });

  test("with its channel", async () => {
    const { olga, mira } = await cast();
    const permissions = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "tea", type: "text", permissions });
    const attachment = await upload(mira, { channel: "tea" });
    await mira.request("message_new", { channel: "tea", content: "", attachments: [attachment] });
    await olga.request("channel_delete", { name: "tea" });
    expect((await get(`/attachments/${attachment.id}`)).status).toBe(404);
  });

  test("when its uploader has more than the limit, and none are taken with a limit of none", async () => {
    const { mira, nora } = await cast({ config: { attachments: { max_attachments_per_user: 2 } } });
    const [first, second] = [await upload(mira), await upload(mira)];
    const { message } = await send(mira, first.id, second.id);
    await nora.news();
    await upload(mira);
    expect(await nora.news()).toMatchObject([
      { cmd: "attachment_gone", message_id: message.id, attachment_id: first.id },
    ]);
    expect((await get(`/attachments/${first.id}`)).status).toBe(404);
    expect((await get(`/attachments/${second.id}`)).status).toBe(200);
    expect((await mira.request("attachment_list")).total).toBe(2);
    await town.server.reconfigure({
      rotur: { base_url: town.rotur.url },
      attachments: { max_attachments_per_user: 0 },
    });
    expect((await attempt(mira)).status).toBe(403);
  });
});

test("the list has the own uploads, and those of others that a moderator may see", async () => {
  const { olga, mira, nora } = await cast();
  const uploads = [await upload(mira), await upload(mira, { name: "tea.pdf" }), await upload(mira)];
  const { message } = await send(mira, uploads[1]?.id ?? "");
  const own = await mira.request("attachment_list", { limit: 2, offset: 1 });
  expect(own.total).toBe(3);
  expect(own.attachments).toMatchObject([
    { ...uploads[1], channel: "general", message_id: message.id },
    { ...uploads[0], channel: null, message_id: null },
  ]);
  expect(await refusal(nora.request("attachment_list", { user: "mira" }))).toBe("permission_required");
  const seen = await olga.request("attachment_list", { user: "mira" });
  expect([seen.total, seen.attachments.map(({ name }) => name)]).toEqual([1, ["tea.pdf"]]);
  expect(await refusal(olga.request("attachment_list", { user: "nobody" }))).toBe("user_not_found");
});

test("members who are muted, banned or gone can't upload with the keys that they have", async () => {
  const { olga, mira, nora } = await cast();
  const bearer = async (by: Member) => ({
    Authorization: `Bearer ${(await by.request("attachment_upload_key")).key}`,
  });
  const [miras, noras] = [await bearer(mira), await bearer(nora)];
  await olga.request("user_timeout", { user: "mira", timeout: 60 });
  expect((await post(url(), bodyOf(), miras)).status).toBe(403);
  await olga.request("user_ban", { user: "nora" });
  expect((await post(url(), bodyOf(), noras)).status).toBe(403);
  await olga.request("user_unban", { user: "nora" });
  await olga.request("user_delete", { user: "nora" });
  expect((await post(url(), bodyOf(), noras)).status).toBe(401);
});

test("without attachments nothing is announced, uploaded, sent or served", async () => {
  const { mira } = await cast();
  const { id } = await upload(mira);
  expect(mira.server.capabilities).toContain("attachment_upload");
  const { key } = await mira.request("attachment_upload_key");
  await town.server.reconfigure({ rotur: { base_url: town.rotur.url }, attachments: { enabled: false } });
  const answer = await post(url(), bodyOf(), { Authorization: `Bearer ${key}` });
  expect([answer.status, (await answerOf(answer)).error]).toEqual([
    503,
    "Attachments are disabled on this server",
  ]);
  expect(await refusal(send(mira, id))).toBe("attachments_disabled");
  expect(await refusal(mira.request("attachment_upload_key"))).toBe("attachments_disabled");
  expect((await get(`/attachments/${id}`)).status).toBe(503);
  const again = await town.join("mira");
  expect(again.server.attachments["enabled"]).toBe(false);
  expect(again.server.capabilities).not.toContain("attachment_upload");
});

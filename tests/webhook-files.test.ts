/** Webhooks that post files, as multipart. */
import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openTown, refusal, type Town } from "./support/town.ts";
import { pdf } from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

async function cast(config = {}) {
  town = await openTown({ config: { attachments: { max_size: 1000, ...config } } });
  const [olga, mira] = await town.people("olga", "mira");
  const { webhook } = await olga.request("webhook_create", { channel: "general", name: "CI" });
  await mira.news();
  const post = (form: FormData | string, headers: Record<string, string> = {}) =>
    fetch(`${town.server.url}/webhooks/${webhook.id}/${webhook.token}?wait=true`, {
      method: "POST",
      body: form,
      headers,
    });
  return { olga, mira, webhook, post };
}

function form(parts: Readonly<Record<string, string | Blob>>): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === "string") body.set(name, value);
    else body.set(name, value, `${name}.pdf`);
  }
  return body;
}
const file = (text: string) => new Blob([pdf(text)]);
const incoming = () => readdirSync(join(town.server.folder, "files", "incoming"));

test("Discord's form: files with payload_json, or with a part for each field, or alone", async () => {
  const { mira, post } = await cast();
  const payload_json = JSON.stringify({ content: "both", username: "Robot", attachments: [{ id: 0 }] });
  for (const [parts, content, names] of [
    [
      { payload_json, "files[0]": file("a"), "files[1]": file("b") },
      "both",
      ["files[0].pdf", "files[1].pdf"],
    ],
    [{ content: "one", file: file("c") }, "one", ["file.pdf"]],
    [{ upload: file("d") }, "", ["upload.pdf"]],
    [{ content: "none" }, "none", undefined],
  ] as const) {
    const answer = await post(form(parts));
    const message = (await answer.json()) as {
      content: string;
      attachments?: { name: string; url: string }[];
    };
    expect([answer.status, message.content, message.attachments?.map(({ name }) => name)]).toEqual([
      200,
      content,
      names as string[] | undefined,
    ]);
    for (const { url } of message.attachments ?? []) expect((await fetch(url)).status).toBe(200);
    expect(await mira.news()).toMatchObject([{ cmd: "message_new", message: { content } }]);
  }
  expect(incoming()).toEqual([]);
});

test("what is refused posts nothing", async () => {
  const { olga, mira, webhook, post } = await cast();
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`f${n}`, file(String(n))]));
  for (const [what, parts, status] of [
    ["too many files", eleven, 400],
    ["a file that is too large", { file: new Blob([pdf("x".repeat(1000))]) }, 413],
    ["a type that is not allowed", { content: "x", file: new Blob(["PK\u0003\u0004"]) }, 415],
    ["JSON that is none", { payload_json: "[1]", file: file("a") }, 400],
    ["a text that is too long", { content: "x".repeat(3000), file: file("a") }, 400],
    ["nothing", { content: " " }, 400],
  ] as const) {
    expect([what, (await post(form(parts))).status]).toEqual([what, status]);
  }
  await olga.request("webhook_update", { id: webhook.id, secret: "hunter2" });
  expect((await post(form({ content: "signed" }))).status).toBe(415);
  expect(await mira.news()).toEqual([]);
  expect(incoming()).toEqual([]);
});

test("its files are no uploads of members, and there is a limit for them", async () => {
  const { olga, mira, post } = await cast({ uploads_per_minute: 2 });
  const { attachments } = (await (await post(form({ file: file("a") }))).json()) as {
    attachments: { id: string }[];
  };
  const asked = { attachment_id: attachments[0]?.id ?? "" };
  const again = { channel: "general", content: "", attachments: [{ id: asked.attachment_id }] };
  expect(await refusal(mira.request("message_new", again))).toBe("attachment_not_yours");
  expect(await refusal(mira.request("attachment_delete", asked))).toBe("attachment_denied");
  await olga.request("attachment_delete", asked);
  expect((await post(form({ file: file("b") }))).status).toBe(200);
  expect((await post(form({ file: file("c") }))).status).toBe(429);
});

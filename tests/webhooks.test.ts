/** Webhooks: managing them, posting through them, and their limits. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let olga: Member;
let mira: Member;
let elapsed: number;
beforeEach(async () => {
  elapsed = 0;
  town = await openTown({ elapsed: () => elapsed });
  [olga, mira] = await town.people("olga", "mira");
});
afterEach(() => town.close());

const make = async (fields: object = {}, by: Member = olga) =>
  (await by.request("webhook_create", { channel: "general", name: "CI", ...fields } as never)).webhook;

type Sent = { readonly headers?: Record<string, string>; readonly body?: string | Uint8Array | object };
/** Posts to a path of the server; a body that is no text is sent as JSON. */
function send(path: string, { headers = {}, body = { content: "built" } }: Sent = {}): Promise<Response> {
  const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  return fetch(`${town.server.url}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: text as string,
  });
}
const pathOf = ({ id, token }: { id: string; token?: string | null }) => `/webhooks/${id}/${token}`;
const errorOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error: string }).error,
];
const said = async () =>
  (await mira.request("messages_get", { channel: "general" })).messages.map(({ content }) => content);

describe("members who manage webhooks", () => {
  test("need manage_server, and get the token in replies; others of them are told without it", async () => {
    await town.roles("mira", "admin", "user");
    await olga.news();
    for (const name of ["webhook_list", "webhook_create", "webhook_get", "webhook_update"] as const) {
      const nora = await town.join("nora");
      const request = { channel: "general", name: "x", id: "x" };
      expect([name, await refusal(nora.request(name, request as never))]).toEqual([
        name,
        "permission_required",
      ]);
    }
    await mira.news();
    const webhook = await make({ avatar: "https://ci.example/a.png" });
    expect(webhook).toEqual({
      id: expect.any(String),
      channel: "general",
      name: "CI",
      avatar: "https://ci.example/a.png",
      token: expect.stringMatching(/^[0-9a-f-]{36}[0-9a-f]{32}$/),
      created_by: olga.user.id,
      created_at: expect.any(Number),
      signed: false,
    });
    const { token, ...shown } = webhook;
    expect(await mira.news()).toEqual([{ cmd: "webhook_create", webhook: shown }] as never);
    expect((await olga.request("webhook_get", { id: webhook.id })).webhook).toEqual(shown);
    expect((await mira.request("webhook_list", { channel: "general" })).webhooks).toEqual([webhook]);
    expect(await refusal(mira.request("webhook_list", { channel: "nowhere" }))).toBe("channel_not_found");
    const { webhook: renamed } = await olga.request("webhook_update", {
      id: webhook.id,
      name: " Builds ",
      avatar: "",
    });
    expect(renamed).toEqual({ ...webhook, name: "Builds", avatar: null });
    expect(await olga.request("webhook_delete", { id: webhook.id })).toMatchObject({ deleted: true });
    expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["webhook_update", "webhook_delete"]);
    expect(await refusal(olga.request("webhook_get", { id: webhook.id }))).toBe("webhook_not_found");
    expect(token).toBeString();
  });

  test("see none of a channel that they may not view", async () => {
    await olga.request("channel_create", { name: "vault", type: "text", permissions: { view: ["owner"] } });
    await town.roles("mira", "admin", "user");
    const { id } = await make({ channel: "vault" });
    expect(await mira.news()).not.toContainEqual(expect.objectContaining({ cmd: "webhook_create" }));
    expect((await mira.request("webhook_list")).webhooks).toEqual([]);
    for (const [name, fields] of [
      ["webhook_get", {}],
      ["webhook_update", { name: "x" }],
      ["webhook_regenerate", {}],
      ["webhook_delete", {}],
    ] as const) {
      expect(await refusal(mira.request(name, { id, ...fields } as never))).toBe("webhook_not_found");
    }
    expect(await refusal(make({ channel: "vault" }, mira))).toBe("channel_not_found");
  });

  test.each([
    [{ name: "" }, "invalid_field"],
    [{ name: "\u200b \u2060" }, "invalid_field"],
    [{ name: "x".repeat(81) }, "invalid_field"],
    [{ avatar: "javascript:alert(1)" }, "invalid_field"],
    [{ avatar: { url: "x" } }, "invalid_field"],
    [{ channel: "nowhere" }, "channel_not_found"],
  ])("are refused %j: %s", async (fields, code) => {
    expect(await refusal(make(fields))).toBe(code as never);
    expect((await olga.request("webhook_list")).webhooks).toEqual([]);
  });

  test("may make 15 for a channel, which go with it", async () => {
    await olga.request("channel_create", { name: "tea", type: "text" });
    for (let count = 0; count < 15; count++) await make({ channel: "tea" });
    expect(await refusal(make({ channel: "tea" }))).toBe("too_many");
    const kept = await make();
    const [gone] = (await olga.request("webhook_list", { channel: "tea" })).webhooks;
    await olga.request("channel_delete", { name: "tea" });
    expect((await olga.request("webhook_list")).webhooks).toEqual([kept]);
    expect((await send(pathOf(gone as never))).status).toBe(401);
  });

  test("replace a token that leaked: the old one posts nothing any more", async () => {
    const old = await make();
    const { webhook } = await olga.request("webhook_regenerate", { id: old.id });
    expect(webhook.token).not.toBe(old.token);
    expect(await errorOf(await send(pathOf(old)))).toEqual([401, "No webhook has this token"]);
    expect((await send(pathOf(webhook))).status).toBe(204);
  });
});

describe("tokens", () => {
  test("are in the database neither as they are nor so that it alone could show them", async () => {
    const { token } = await make({ secret: "a shared secret" });
    const database = new Database(join(town.server.folder, "db", "server.db"), { readonly: true });
    const stored = JSON.stringify(database.query("SELECT * FROM webhooks").all());
    database.close();
    expect(stored).not.toContain(String(token).slice(0, 36));
    expect(stored).not.toContain("shared");
  });

  test("work on without the key that shows them, and after a restart", async () => {
    const webhook = await make();
    await town.restart();
    olga = await town.join("olga");
    expect((await olga.request("webhook_list")).webhooks).toEqual([webhook]);
    rmSync(join(town.server.folder, "db", "sealing.key"));
    await town.restart();
    olga = await town.join("olga");
    expect((await olga.request("webhook_list")).webhooks).toEqual([{ ...webhook, token: null }]);
    expect((await send(pathOf(webhook))).status).toBe(204);
  });
});

describe("a post", () => {
  test("is a message of the webhook for all who view the channel, and unread for them", async () => {
    const webhook = await make({ avatar: "https://ci.example/a.png" });
    await mira.news();
    const answer = await send(`/webhooks?token=${webhook.token}`, {
      body: { content: " Build 812 passed " },
    });
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const author = { id: webhook.id, name: "CI", avatar: "https://ci.example/a.png" };
    const message = {
      id: expect.any(String),
      user: "originChats",
      content: "Build 812 passed",
      timestamp: expect.any(Number),
      type: "message",
      pinned: false,
      interaction: null,
      pings: { users: [], roles: [], replies: [] },
      webhook: author,
      avatar: author.avatar,
    };
    const news = await mira.news();
    const posted = news.find(({ cmd }) => cmd === "message_new");
    expect(posted).toEqual({
      cmd: "message_new",
      message,
      channel: "general",
      thread_id: null,
      global: true,
    } as never);
    expect(await mira.request("unreads_count", { channel: "general" })).toMatchObject({ unread_count: 1 });
    const { messages } = await mira.request("messages_get", { channel: "general" });
    expect(messages).toEqual([message] as never);
    await town.restart();
    mira = await town.join("mira");
    expect((await mira.request("messages_get", { channel: "general" })).messages).toEqual(messages);
  });

  test("may name another author and picture, and with wait=true is answered with the message", async () => {
    const webhook = await make();
    const body = { content: "hi", username: " Gr\u200bafana ", avatar_url: "https://g.example/g.png" };
    const answer = await send(`${pathOf(webhook)}?wait=true`, { body });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      user: "originChats",
      content: "hi",
      channel: "general",
      webhook: { id: webhook.id, name: "Grafana", avatar: "https://g.example/g.png" },
    });
    const odd = { content: "hi", username: "\u200b", avatar_url: "javascript:alert(1)" };
    expect(await (await send(`${pathOf(webhook)}?wait=true`, { body: odd })).json()).toMatchObject({
      webhook: { name: "CI", avatar: null },
    });
  });

  test("can be pinned and deleted by moderators, and edited by nobody", async () => {
    const webhook = await make();
    const { id } = (await (await send(`${pathOf(webhook)}?wait=true`)).json()) as { id: string };
    const target = { channel: "general", id };
    for (const one of [olga, mira]) {
      expect(await refusal(one.request("message_edit", { ...target, content: "x" }))).toBe("not_author");
    }
    expect(await refusal(mira.request("message_delete", target))).toBe("delete_denied");
    await mira.request("message_new", { channel: "general", content: "thanks", reply_to: id });
    await mira.request("message_react_add", { ...target, emoji: "👍" });
    await olga.request("message_pin", target);
    await olga.request("message_delete", target);
    expect(await said()).toEqual(["thanks"]);
  });

  test("calls nobody, whatever it says", async () => {
    const webhook = await make();
    await send(pathOf(webhook), { body: { content: "@mira @everyone @&user" } });
    expect((await mira.request("pings_get")).messages).toEqual([]);
  });

  test.each([
    [{ content: { a: 1 } }, "Field 'content' is not valid"],
    [{ content: "" }, "Message is empty"],
    [{ content: "\u200b" }, "Message is empty"],
    [{ content: "x".repeat(2001) }, "too long"],
    [{ content: "x", username: 7 }, "Field 'username' is not valid"],
    [{ content: "x", embeds: "y" }, "embeds"],
    [{ embeds: [{ title: "x", url: "javascript:alert(1)" }] }, "url"],
    [{ embeds: [{ type: "poll", poll: { id: "1" } }] }, "poll"],
    ["[]", "must be a JSON object"],
    ["null", "must be a JSON object"],
    ["{", "must be a JSON object"],
    [`{"content":"x","a":${"[".repeat(1000)}${"]".repeat(1000)}}`, "must be a JSON object"],
    [new Uint8Array([0x7b, 0xff, 0x7d]), "must be a JSON object"],
  ])("of %j is refused with 400", async (body, reason) => {
    const webhook = await make();
    const [status, error] = await errorOf(await send(pathOf(webhook), { body: body as never }));
    expect([status, String(error)]).toEqual([400, expect.stringContaining(reason)]);
    expect(await said()).toEqual([]);
  });

  test("needs the right token, a JSON body and at most a megabyte of it", async () => {
    const webhook = await make();
    const other = await make();
    expect((await send("/webhooks")).status).toBe(401);
    expect((await send("/webhooks?token=")).status).toBe(401);
    expect((await send("/webhooks?token=wrong")).status).toBe(401);
    expect((await send(`/webhooks/${other.id}/${webhook.token}`)).status).toBe(401);
    expect((await send(pathOf(webhook), { headers: { "Content-Type": "text/plain" } })).status).toBe(415);
    const large = await send(pathOf(webhook), { body: { content: "x".repeat(1024 * 1024) } });
    expect(large.status).toBe(413);
    const authorization = { Authorization: `Bearer ${webhook.token}` };
    expect((await send("/webhooks/anything", { headers: authorization })).status).toBe(204);
    expect(await said()).toEqual(["built"]);
    expect((await fetch(`${town.server.url}${pathOf(webhook)}`)).status).toBe(405);
  });

  test("has its limit: 30 in a minute for a webhook, then 429 with the time to wait", async () => {
    const [webhook, other] = [await make(), await make()];
    const first = await send(pathOf(webhook));
    expect([first.status, first.headers.get("ratelimit")]).toEqual([204, '"posts";r=29;t=2']);
    expect(first.headers.get("ratelimit-policy")).toBe('"posts";q=30;w=60');
    for (let count = 1; count < 30; count++) expect((await send(pathOf(webhook))).status).toBe(204);
    const refused = await send(pathOf(webhook));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "2"]);
    expect(refused.headers.get("ratelimit")).toBe('"posts";r=0;t=60');
    expect((await send(pathOf(other))).status).toBe(204);
    elapsed += 2000;
    expect((await send(pathOf(webhook))).status).toBe(204);
  });

  test("with wrong tokens is slowed down for the network that sends them", async () => {
    const webhook = await make();
    for (let count = 0; count < 20; count++) expect((await send("/webhooks?token=guess")).status).toBe(401);
    const refused = await send("/webhooks?token=guess");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "6"]);
    expect(refused.headers.get("ratelimit-policy")).toBe('"wrong-tokens";q=20;w=120');
    expect((await send(pathOf(webhook))).status).toBe(204);
    elapsed += 6000;
    expect((await send("/webhooks?token=guess")).status).toBe(401);
  });

  test("is refused while the disk is almost full", async () => {
    const webhook = await make();
    town.server.reconfigure({
      owners: ["olga"],
      rotur: { base_url: town.rotur.url },
      DB: { synchronous: "OFF", reserve: Number.MAX_SAFE_INTEGER },
    });
    await olga.next("error");
    expect((await send(pathOf(webhook))).status).toBe(507);
  });

  test("follows the channel when it is renamed, and is refused where it is no text channel any more", async () => {
    await olga.request("channel_create", { name: "builds", type: "text" });
    const webhook = await make({ channel: "builds" });
    await olga.request("channel_update", { current_name: "builds", updates: { name: "ci" } });
    expect(await (await send(`${pathOf(webhook)}?wait=true`)).json()).toMatchObject({ channel: "ci" });
  });
});

describe("GitHub", () => {
  const push = {
    ref: "refs/heads/main",
    compare: "https://github.example/c",
    commits: [{ id: "0123456789abcdef", url: "https://github.example/1", message: "Mend *it*\n\nlonger" }],
    repository: { full_name: "tea/pot", html_url: "https://github.example/tea/pot" },
    sender: { login: "nora", avatar_url: "https://github.example/n.png" },
  };

  test("posts a push once, however often it is delivered, as JSON or as a form", async () => {
    const webhook = await make();
    const headers = { "X-GitHub-Event": "push", "X-GitHub-Delivery": "d1" };
    expect((await send(`${pathOf(webhook)}/github`, { headers, body: push })).status).toBe(204);
    expect((await send(`/webhooks?token=${webhook.token}`, { headers, body: push })).status).toBe(204);
    const form = {
      ...headers,
      "X-GitHub-Delivery": "d2",
      "Content-Type": "application/x-www-form-urlencoded",
    };
    const body = new URLSearchParams({ payload: JSON.stringify(push) }).toString();
    expect((await send(`${pathOf(webhook)}/github`, { headers: form, body })).status).toBe(204);
    const { messages } = await mira.request("messages_get", { channel: "general" });
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatchObject({
      content: "",
      webhook: { id: webhook.id, name: "GitHub" },
      embeds: [
        {
          title: "main: 1 commit",
          url: "https://github.example/c",
          color: 2369838,
          description: "[`0123456`](https://github.example/1) Mend \\*it\\*",
          author: { name: "nora - tea/pot", url: "https://github.example/tea/pot" },
        },
      ],
    });
  });

  test("is answered with 204 for what is nothing to tell", async () => {
    const webhook = await make();
    for (const event of ["ping", "watch", "constructor", "__proto__"]) {
      const headers = { "X-GitHub-Event": event };
      expect((await send(pathOf(webhook), { headers, body: { zen: "x" } })).status).toBe(204);
    }
    expect(await said()).toEqual([]);
  });

  test("must sign its deliveries where the webhook has a secret", async () => {
    const webhook = await make({ secret: "tea" });
    expect(webhook.signed).toBe(true);
    const body = JSON.stringify(push);
    const signature = (secret: string) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    const with_ = (given: Record<string, string>) =>
      send(pathOf(webhook), { headers: { "X-GitHub-Event": "push", ...given }, body });
    expect((await with_({})).status).toBe(401);
    expect((await with_({ "X-Hub-Signature-256": signature("coffee") })).status).toBe(401);
    expect((await with_({ "X-Hub-Signature-256": "sha256=" })).status).toBe(401);
    expect((await with_({ "X-Hub-Signature-256": signature("tea") })).status).toBe(204);
    await olga.request("webhook_update", { id: webhook.id, secret: null });
    expect((await with_({})).status).toBe(204);
  });
});

test("Slack's form is posted with its attachments", async () => {
  const webhook = await make();
  const body = {
    text: "<https://x.example|the build> is *broken* &amp; red",
    attachments: [{ color: "danger", title: "Job 7", title_link: "https://x.example/7", text: "see ~log~" }],
  };
  expect((await send(`${pathOf(webhook)}/slack`, { body })).status).toBe(204);
  const { messages } = await mira.request("messages_get", { channel: "general" });
  expect(messages).toMatchObject([
    {
      content: "[the build](https://x.example) is **broken** & red",
      embeds: [{ title: "Job 7", url: "https://x.example/7", description: "see ~~log~~", color: 0xe01e5a }],
    },
  ]);
});

/** Bodies as these programs send them. */
const senders: Readonly<Record<string, readonly [path: string, body: object, expected: object]>> = {
  "Uptime Kuma, to Discord": [
    "",
    {
      username: "Uptime Kuma",
      embeds: [
        {
          title: "❌ Your service shop went down. ❌",
          color: 16711680,
          timestamp: "2026-11-30 09:00:00.123",
          fields: [
            { name: "Service Name", value: "shop" },
            { name: "Service URL", value: "https://shop.example" },
            { name: "Error", value: "connect ECONNREFUSED 192.0.2.1:443" },
          ],
        },
      ],
    },
    {
      content: "",
      webhook: { name: "Uptime Kuma" },
      embeds: [{ title: "❌ Your service shop went down. ❌" }],
    },
  ],
  "Grafana, to Discord": [
    "?wait=true",
    {
      username: "Grafana",
      content: "**Firing**\n\nValue: A=1",
      avatar_url: "",
      embeds: [
        {
          title: "[FIRING:1] High load",
          type: "rich",
          color: 14037554,
          url: "https://grafana.example/alerting/list",
          footer: { text: "Grafana v11.0.0", icon_url: "https://grafana.com/static/assets/img/fav32.png" },
        },
      ],
    },
    { content: "**Firing**\n\nValue: A=1", embeds: [{ footer: { text: "Grafana v11.0.0" } }] },
  ],
  "Alertmanager, to Discord": [
    "",
    {
      content: "",
      embeds: [{ title: "[FIRING:1] Down", description: "Alerts Firing:\n - a = b", color: 10038562 }],
    },
    { content: "", embeds: [{ title: "[FIRING:1] Down" }] },
  ],
  "Jenkins, to Slack": [
    "/slack",
    {
      channel: "#general",
      text: "",
      attachments: [
        {
          fallback: "job - #7 Failure",
          color: "danger",
          text: "job - #7 Failure after 3 min (<https://ci.example/7|Open>)",
          mrkdwn_in: ["pretext", "text", "fields"],
        },
      ],
    },
    {
      embeds: [
        { description: "job - #7 Failure after 3 min ([Open](https://ci.example/7))", color: 0xe01e5a },
      ],
    },
  ],
  "GitLab, to Slack": [
    "/slack",
    {
      username: "GitLab",
      text: "nora pushed to branch <https://gitlab.example/x|main>",
      attachments: [{ color: "#345", text: "<https://gitlab.example/1|0123>: Mend it - nora" }],
      mrkdwn: true,
    },
    { content: "nora pushed to branch [main](https://gitlab.example/x)", webhook: { name: "GitLab" } },
  ],
};
test.each(Object.entries(senders))("what %s sends is posted", async (_, [path, body, expected]) => {
  const webhook = await make();
  expect((await send(`${pathOf(webhook)}${path}`, { body })).ok).toBe(true);
  expect((await mira.request("messages_get", { channel: "general" })).messages).toMatchObject([expected]);
});

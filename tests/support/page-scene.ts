/** A server with a conversation on it that shows all that a message can have: for pictures, and for looking at them. */
import { type Client, connect } from "../../client/index.ts";
import { drawPng } from "./media-files.ts";
import type { TestServer } from "./server.ts";
import { pdf, upload } from "./uploads.ts";

export interface Scene {
  readonly olga: Client;
  readonly people: readonly Client[];
}

const everybody = {
  view: ["user"],
  send: ["user"],
  react: ["user"],
  edit_own: ["user"],
  create_thread: ["user"],
};

/** Makes the owner `olga`, other members, channels and messages. They stay connected until they are closed. */
export async function conversation(server: TestServer): Promise<Scene> {
  const join = (username: string) =>
    connect(server.ws, { login: { register: { username, password: "tea and cake" } } });
  const olga = await join("olga");
  await olga.request("owner_claim", { code: server.claimCode ?? "" });
  for (const [name, color] of [
    ["hosts", "#c2410c"],
    ["gardeners", "#15803d"],
  ] as const) {
    await olga.request("role_create", { name, color, hoisted: true });
  }
  await olga.request("channel_create", {
    name: "garden",
    type: "text",
    permissions: everybody,
    description: "What grows, and what doesn't",
  });
  await olga.request("channel_create", { name: "recipes", type: "text", permissions: everybody });
  await olga.request("channel_create", {
    name: "sep-1",
    type: "separator",
    permissions: everybody,
    size: 10,
  });
  await olga.request("channel_create", { name: "ideas", type: "forum", permissions: everybody });
  await olga.request("channel_create", { name: "tea-time", type: "voice", permissions: everybody });
  await olga.request("thread_create", { channel: "ideas", name: "A summer fête" });
  const [noah, aiko, ben, lena] = [
    await join("noah"),
    await join("aiko"),
    await join("ben"),
    await join("lena"),
  ];
  await olga.request("user_roles_add", { user: noah.user.username, roles: ["hosts"] });
  await olga.request("user_roles_add", { user: aiko.user.username, roles: ["gardeners"] });
  await ben.request("status_set", { status: "idle", text: "out for a walk" });
  await lena.request("status_set", { status: "dnd", text: "" });

  const say = async (client: Client, content: string, fields: object = {}) =>
    (await client.request("message_new", { channel: "general", content, ...fields })).message;
  await say(olga, "Good morning! The kettle is on.");
  const question = await say(noah, "Morning :) Who comes to the **garden** on Saturday?");
  await say(aiko, "I do. I bring:\n- the small spades\n- seeds from last year\n- a cake", {
    reply_to: question.id,
  });
  await say(aiko, "And this is how far the beds are:");
  const picture = Buffer.from(
    drawPng(640, 360, (x, y) => [90 + ((x + y) >> 4), 130 + (y >> 3), 70 + ((x * y) >> 12)]),
  );
  const plan = await upload(aiko, server.url, { bytes: picture, name: "beds.png" });
  await say(aiko, "", { attachments: [{ id: plan.id }] });
  const list = await upload(ben, server.url, { bytes: pdf("spades and seeds"), name: "list.pdf" });
  await say(ben, "Here is the list:", { attachments: [{ id: list.id }] });
  await say(
    lena,
    "> seeds from last year\nThese need a day in water. `4 h` are too few, see https://example.org/seeds",
  );
  await say(noah, "```js\nconst hours = seeds.map((seed) => seed.age * 6);\n```");
  const last = await say(olga, "See you there, @aiko and @noah. ||There is a surprise.||");
  for (const client of [noah, aiko, ben]) {
    await client.request("message_react_add", { channel: "general", id: last.id, emoji: "☕" });
  }
  await olga.request("message_react_add", { channel: "general", id: question.id, emoji: "❤️" });
  await say(noah, "Perfect.");
  return { olga, people: [noah, aiko, ben, lena] };
}

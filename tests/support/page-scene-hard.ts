/** A server full of texts and names that break layouts. */
import { type Client, connect } from "../../client/index.ts";
import type { TestServer } from "./server.ts";
import { pdf, upload } from "./uploads.ts";

export interface HardScene {
  readonly olga: Client;
  close(): void;
}

const everybody = { view: ["user"], send: ["user"], react: ["user"], create_thread: ["user"] };
const marks = "\u0300\u0301\u0302\u0303\u0304\u0310\u0489\u035c\u0361";
const family = "👨‍👩‍👧‍👦";

const texts: readonly string[] = [
  "שלום לכולם, מה שלומכם היום?\n\nthe first of two\n\nthe second of two",
  "مرحبا بالجميع! https://example.org/path?q=1 (بين قوسين) and back to English",
  "\u202eturned around\u202c and straight on, \u2066isolated\u2069",
  "w".repeat(1990),
  `https://example.org/${"very-long-path/".repeat(60)}?${"query=value&".repeat(60)}`,
  `[a name](https://${"sub.".repeat(50)}example.org/)`,
  family.repeat(120),
  "🏳️‍🌈".repeat(200),
  `tower: ${[..."high"].map((letter) => letter + marks.repeat(20)).join("")}`,
  `\`${"code".repeat(300)}\``,
  `\`\`\`js\n${"const wide = 1; ".repeat(120)}\n\`\`\``,
  Array.from({ length: 100 }, (_, line) => `line ${line}`).join("\n"),
  `${"> ".repeat(12)}${"deep".repeat(80)}`,
  Array.from({ length: 12 }, (_, depth) => `${"  ".repeat(depth)}- ${"item".repeat(30)}`).join("\n"),
  `# ${"HEADING".repeat(60)}`,
  `||${"spoiler".repeat(80)}|| **${"bold".repeat(100)}**`,
  `@${"nobody".repeat(60)} #${"nowhere".repeat(40)} :${"nothing".repeat(20)}:`,
  "&amp; <b>not bold</b> \u0000\u200b\u200d\ufeff\u2028next\u2029after",
  `${"\n".repeat(5)}blank lines around${"\n".repeat(5)}`,
];

export async function hardTexts(server: TestServer): Promise<HardScene> {
  const join = (username: string) =>
    connect(server.ws, { login: { register: { username, password: "tea and cake" } } });
  const olga = await join("olga");
  await olga.request("owner_claim", { code: server.claimCode ?? "" });
  const long = await join("w".repeat(20));
  const name = "w".repeat(48);
  await olga.request("role_create", { name: "R".repeat(32), color: "#c2410c", hoisted: true });
  await olga.request("user_roles_add", { user: long.user.username, roles: ["R".repeat(32)] });
  await long.request("nickname_update", { nickname: "Nickname".repeat(3).slice(0, 20) });
  await long.request("status_set", { status: "online", text: "status".repeat(16) });
  const description = "Description ".repeat(20);
  await olga.request("channel_create", { name, type: "text", permissions: everybody, description });
  await olga.request("channel_create", { name: "pictures", type: "text", permissions: everybody });
  await olga.request("channel_create", { name: "voice".repeat(9), type: "voice", permissions: everybody });
  await olga.request("channel_create", { name: "forum".repeat(9), type: "forum", permissions: everybody });
  await olga.request("thread_create", { channel: "forum".repeat(9), name: "T".repeat(60) });

  const say = (client: Client, content: string, fields: object = {}) =>
    client.request("message_new", { channel: "general", content, ...fields });
  for (const [index, content] of texts.entries()) await say(index % 3 === 0 ? olga : long, content);
  const file = { bytes: pdf("x"), name: `${"file-name".repeat(20)}.pdf` };
  const { id } = await upload(long, server.url, file);
  const { message } = await say(long, `${"with".repeat(100)} a file`, { attachments: [{ id }] });
  await say(long, "reply", { reply_to: message.id });
  for (const emoji of ["☕", "❤️", family, "🏳️‍🌈", "🎉", "👍", "👎", "😂", "😮", "😢", "🔥", "👀"])
    await olga.request("message_react_add", { channel: "general", id: message.id, emoji });
  await say(olga, "the last one");
  return {
    olga,
    close() {
      olga.close();
      long.close();
    },
  };
}

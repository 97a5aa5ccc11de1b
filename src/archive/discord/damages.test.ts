/** Exports that are damaged, unusual or hostile. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  exportName,
  exportOf,
  messageOf,
  personOf,
  writeExport,
} from "../../../tests/support/discord/folder.ts";
import {
  type DiscordMessage,
  type DiscordPerson,
  type DiscordRoom,
  makeDiscordModel,
} from "../../../tests/support/discord/model.ts";
import { recordsOf } from "../../../tests/support/reference/seen-in-records.ts";
import type { ArchiveRecord } from "../records.ts";
import { createReport } from "../report.ts";
import { isDiscordFolder, openDiscord } from "./source.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "discord-"));
  folders.push(folder);
  return folder;
}

const model = makeDiscordModel(31, 6);
const room = model.rooms[0] as DiscordRoom;
/** A message of the first room, without what belongs to other messages and files. */
function plainMessage(nth: number) {
  const message = room.messages[nth] as DiscordMessage;
  const without = { type: "Default", attachments: [], reactions: [], reference: undefined };
  return { ...messageOf(message, room), ...without, id: message.id };
}
const [first, second, third] = [plainMessage(0), plainMessage(1), plainMessage(2)];

/** The export of the first room with other messages. */
const withMessages = (...messages: unknown[]) => ({ ...exportOf(model, room), messages });

async function read(folder: string) {
  const report = createReport();
  const source = openDiscord(folder, { now: 1_780_000_000 }, report);
  const records: ArchiveRecord[] = [];
  for await (const record of source.records()) records.push(record);
  const { problems, notes } = report.result();
  return {
    source,
    records,
    notes,
    messages: recordsOf(records, "message"),
    problems: problems
      .filter(({ reason }) => !reason.startsWith("another name"))
      .map(({ kind, what, reason, examples }) => [what, kind, reason, examples[0]]),
  };
}

async function readOne(...messages: unknown[]) {
  const folder = newFolder();
  writeExport(folder, "a.json", withMessages(...messages));
  return read(folder);
}

describe("damaged files", () => {
  test("an export that is cut off gives the messages before the cut", async () => {
    const folder = newFolder();
    writeExport(folder, "a.json", withMessages(first, second, third));
    const text = JSON.stringify(withMessages(first, second, third), null, 2);
    truncateSync(join(folder, "a.json"), Buffer.byteLength(text.slice(0, text.indexOf(third.id))));
    const { messages, problems } = await read(folder);
    expect(messages.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(problems).toEqual([
      ["skipped", "message", "the array is cut off", expect.stringMatching(/^a\.json:\d+$/)],
    ]);
  });

  test("a message that is no JSON is named with its line and passed over", async () => {
    const folder = newFolder();
    const text = JSON.stringify(withMessages(first, second, third), null, 2);
    const damaged = text.replace(`"${second.id}"`, "oops");
    writeFileSync(join(folder, "a.json"), damaged);
    const { messages, problems } = await read(folder);
    expect(messages.map(({ id }) => id)).toEqual([first.id, third.id]);
    const line = text.slice(0, text.indexOf(`"${second.id}"`)).split("\n").length - 1;
    expect(problems).toEqual([["skipped", "message", "an element that is no JSON", `a.json:${line}`]]);
  });

  test("other JSON files, empty files and links are named and passed over", async () => {
    const folder = newFolder();
    writeExport(folder, "a.json", withMessages(first));
    writeFileSync(join(folder, "b.json"), "");
    writeFileSync(join(folder, "c.json"), '{"messages": [{"id": "1"}]}');
    symlinkSync(join(folder, "a.json"), join(folder, "d.json"));
    mkdirSync(join(folder, "e.json"));
    const { messages, problems } = await read(folder);
    expect(messages).toHaveLength(1);
    expect(problems.map(([, , reason, name]) => [reason, name])).toEqual([
      ["a file that is no export of DiscordChatExporter, or is cut off", "b.json"],
      ["no plain file, or a link", "d.json"],
    ]);
    rmSync(join(folder, "a.json"));
    expect(isDiscordFolder(folder)).toBe(false);
  });

  test("messages in the wrong direction are refused with the way out", async () => {
    const folder = newFolder();
    writeExport(folder, "a.json", withMessages(third, second, first));
    const { messages, problems } = await read(folder);
    expect(messages).toEqual([]);
    expect(problems).toEqual([
      ["skipped", "channel", "its messages go backwards; export it again without --reverse", "a.json"],
    ]);
  });

  test("values of any type in any field are survived", async () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("__proto__", "123456789", "Reply", "../x", "\u202e", "\ud800", -1, 1e300),
    );
    const fields = Object.fromEntries(
      Object.keys({ ...first, forwardedMessage: 0, interaction: 0 }).map((key) => [key, odd]),
    );
    await fc.assert(
      fc.asyncProperty(fc.record(fields, { requiredKeys: [] }), odd, odd, async (message, author, list) => {
        const folder = newFolder();
        const lists = { attachments: [list], embeds: [list], reactions: [{ emoji: list, users: [author] }] };
        writeExport(folder, "a.json", {
          ...withMessages({ ...message, id: "123456789" }, { ...first, ...lists, author }),
          channel: { id: room.id, type: list, name: author, topic: list, categoryId: list, category: author },
        });
        await read(folder);
      }),
      { numRuns: 60 },
    );
  });
});

describe("hostile folders", () => {
  test("no attachment is read from outside of the folder, or over a link", async () => {
    const outside = newFolder();
    writeFileSync(join(outside, "secret.txt"), "secret");
    const folder = newFolder();
    symlinkSync(join(outside, "secret.txt"), join(folder, "link.txt"));
    symlinkSync(outside, join(folder, "folder"));
    const urls = [
      `../${outside.split("/").at(-1)}/secret.txt`,
      `..%2F${outside.split("/").at(-1)}%2Fsecret.txt`,
      `..\\${outside.split("/").at(-1)}\\secret.txt`,
      join(outside, "secret.txt"),
      "link.txt",
      "folder/secret.txt",
      `file://${outside}/secret.txt`,
    ];
    const attachments = urls.map((url) => ({ id: "800001", url, fileName: "secret.txt", fileSizeBytes: 6 }));
    writeExport(folder, "a.json", withMessages({ ...first, attachments }));
    const { messages, source } = await read(folder);
    expect(messages[0]?.attachments).toBeUndefined();
    expect(messages[0]?.content).toEndWith("(file: secret.txt)");
    for (const url of urls) expect(source.file(url)).toBeNull();
  });

  test("an export that somebody uploaded to a channel is not read as one", async () => {
    const folder = newFolder();
    const attachments = [{ id: "800001", url: "forged.json", fileName: "forged.json", fileSizeBytes: 6 }];
    writeExport(folder, "a.json", withMessages({ ...first, attachments }));
    const forged = { ...exportOf(model, model.rooms[1] as DiscordRoom) };
    writeExport(folder, "forged.json", forged);
    const { messages, problems, records } = await read(folder);
    expect(messages.map(({ id }) => id)).toEqual([first.id]);
    expect(recordsOf(records, "channel").map(({ name }) => name)).toEqual(["welcome"]);
    expect(problems).toEqual([
      ["skipped", "channel", expect.stringContaining("somebody uploaded"), "forged.json"],
    ]);
  });

  test("exports of several servers are refused", async () => {
    const folder = newFolder();
    writeExport(folder, "a.json", withMessages(first));
    writeExport(folder, "b.json", { ...withMessages(second), guild: { id: "999999", name: "Other" } });
    await expect(read(folder)).rejects.toThrow("holds exports of several servers, such as a.json and b.json");
  });

  test("threads that name each other as their channel become channels", async () => {
    const folder = newFolder();
    for (const [id, categoryId] of [
      ["200901", "200902"],
      ["200902", "200901"],
    ]) {
      const channel = { id, categoryId, type: "GuildPublicThread", name: `t${id}`, category: "x" };
      writeExport(folder, `${id}.json`, { ...withMessages(), channel });
    }
    const { records } = await read(folder);
    expect(recordsOf(records, "channel").map(({ name }) => name)).toEqual(["t200901", "t200902"]);
  });

  test("names that this server has other uses for are changed", async () => {
    const folder = newFolder();
    for (const [index, name] of ["thread:x", "home", "a/b#c", "", "😀".repeat(80)].entries()) {
      const channel = { id: String(200_100 + index), type: "GuildTextChat", name };
      writeExport(folder, `${index}.json`, {
        ...withMessages({ ...first, id: String(123_456 + index) }),
        channel,
      });
    }
    const { records } = await read(folder);
    expect(recordsOf(records, "channel").map(({ name }) => name)).toEqual([
      "thread-x",
      "channel-200101",
      "a-b-c",
      "channel-200103",
      "😀".repeat(58),
    ]);
  });
});

describe("what an export has besides", () => {
  test("a channel in several files is one, and messages in two of them come once", async () => {
    const folder = newFolder();
    writeExport(folder, "b [part 1].json", withMessages(first, second));
    writeExport(folder, "a [part 2].json", withMessages(second, third));
    const { messages, problems } = await read(folder);
    expect(messages.map(({ id }) => id)).toEqual([first, second, third].map((one) => one.id));
    expect(problems.map(([, , reason]) => reason)).toEqual(["it stands in the exports twice"]);
  });

  test("webhooks keep their names and are no members", async () => {
    const author = {
      id: "310001",
      name: "News",
      nickname: "News",
      isBot: true,
      discriminator: "0000",
      roles: [],
    };
    const { messages, records } = await readOne({ ...first, author });
    expect(messages[0]).toMatchObject({ author: "News", webhook: { id: "310001", name: "News" } });
    expect(recordsOf(records, "member")).toEqual([]);
  });

  test("reactions whose people are not named are counted as lost", async () => {
    const emoji = { id: "", name: "🎲", code: "game_die" };
    const { messages, notes } = await readOne({ ...first, reactions: [{ emoji, count: 7 }] });
    expect(messages[0]?.reactions).toBeUndefined();
    expect(notes).toContain("7 reactions are lost: the export does not name who reacted.");
  });

  test("notices of Discord stay with their text, and without one they are counted", async () => {
    const { messages, problems } = await readOne(
      { ...first, type: "GuildMemberJoin", content: "Joined the server." },
      { ...second, type: "8", content: "" },
      { ...third, type: "21", content: "" },
    );
    expect(messages.map(({ content }) => content)).toEqual(["Joined the server."]);
    expect(problems.map(([, , reason]) => reason)).toEqual([
      "a notice of Discord without a text",
      "the notice of a thread's first message, which stands in its channel",
    ]);
  });

  test("files elsewhere, stickers and forwarded messages become text", async () => {
    const url = "https://cdn.example/cat.png";
    const { messages } = await readOne({
      ...{ ...first, content: "look" },
      attachments: [{ id: "1", url, fileName: "cat.png" }],
      stickers: [{ id: "5", name: "Party" }],
      mentions: [personOf(model.people[0] as DiscordPerson)],
      forwardedMessage: { content: "one\ntwo <@300001>", attachments: [], embeds: [], stickers: [] },
    });
    expect(messages[0]?.content).toBe(`look\n> one\n> two @Mia 🌿\n(sticker: Party)\n${url}`);
  });

  test("embeds of bots come along, and previews of links don't", async () => {
    const embeds = [
      {
        ...{ title: "Roll", url: "https://dice.example", description: "six", color: "#00FF80" },
        ...{
          timestamp: null,
          footer: { text: "dice" },
          images: [],
          fields: [{ name: "a", value: "b", isInline: true }],
        },
        thumbnail: {
          url: "x_Files/local.png",
          canonicalUrl: "https://dice.example/a.png",
          width: null,
          height: null,
        },
      },
    ];
    const bot = personOf(model.people[3] as DiscordPerson);
    const { messages, notes } = await readOne(
      { ...first, author: bot, embeds },
      { ...second, author: personOf(model.people[0] as DiscordPerson), embeds },
    );
    expect(messages[0]?.embeds).toEqual([
      {
        ...{ type: "rich", title: "Roll", url: "https://dice.example", description: "six", color: 0x00ff80 },
        ...{ footer: { text: "dice" }, fields: [{ name: "a", value: "b", inline: true }] },
        thumbnail: { url: "https://dice.example/a.png" },
      },
    ]);
    expect(messages[1]?.embeds).toBeUndefined();
    expect(notes).toContain("1 previews of links were left out; clients make their own.");
  });

  test("a reply to a message of another channel loses only the reply", async () => {
    const reference = { messageId: "123456789", channelId: "200002", guildId: "400001" };
    const { messages, problems } = await readOne({ ...first, type: "Reply", reference });
    expect(messages[0]).not.toHaveProperty("replyTo");
    expect(problems).toEqual([
      [
        "repaired",
        "message",
        "the message that it replied to is not in the export before it",
        expect.any(String),
      ],
    ]);
  });

  test("no time that is still to come is taken, since every later message would get it", async () => {
    const { messages, problems } = await readOne(
      { ...first, timestamp: "9999-01-01T00:00:00+00:00", timestampEdited: "9999-01-01T00:00:00+00:00" },
      second,
    );
    const years = messages.map(({ at }) => new Date(at / 1000).getUTCFullYear());
    expect([years, messages[0]?.editedAt]).toEqual([[2023, 2023], undefined]);
    expect(problems.map(([, , reason]) => reason)).toEqual([
      "no time, or one to come; that of its id was taken",
    ]);
  });

  test("forums are known by threads whose first message has their id", async () => {
    const folder = newFolder();
    const channel = { type: "GuildPublicThread", categoryId: "200900", category: "talk", name: "Plans" };
    writeExport(folder, exportName(room), { ...withMessages(second), channel: { ...channel, id: "200901" } });
    const { records } = await read(folder);
    expect(recordsOf(records, "channel").map(({ name, type }) => [name, type])).toEqual([["Plans", "text"]]);
    writeExport(folder, exportName(room), {
      ...withMessages(second),
      channel: { ...channel, id: second.id },
    });
    const again = await read(folder);
    expect(recordsOf(again.records, "channel").map(({ name, type }) => [name, type])).toEqual([
      ["talk", "forum"],
    ]);
    expect(recordsOf(again.records, "thread")).toMatchObject([{ name: "Plans", parent: "200900" }]);
  });
});

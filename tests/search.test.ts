import { describe, expect, test } from "bun:test";
import { insertMessage } from "../src/db/post-message.ts";
import { drawPng } from "./support/media-files.ts";
import { found, search, useSearchTown } from "./support/search.ts";
import { store } from "./support/server.ts";
import { type Member, refusal } from "./support/town.ts";
import { pdf, upload } from "./support/uploads.ts";

const scene = useSearchTown();
const { cast, say } = scene;

/** Each query finds the expected messages. */
async function expectFound(by: Member, expected: Readonly<Record<string, readonly string[]>>) {
  const queries = Object.keys(expected);
  const results = await Promise.all(queries.map((query) => found(by, query)));
  expect(Object.fromEntries(queries.map((query, nth) => [query, results[nth]]))).toEqual(
    expected as Record<string, string[]>,
  );
}

describe("words", () => {
  test("all must be there, in any order and case, newest first; the last one may go on", async () => {
    const { mira, nora } = await cast();
    await say(mira, "Red tea, please");
    await say(nora, "the teapot is RED");
    await say(nora, "tea is ready");
    await expectFound(nora, {
      tea: ["tea is ready", "the teapot is RED", "Red tea, please"],
      "tea ": ["tea is ready", "Red tea, please"],
      "TEA red": ["Red tea, please"],
      "red tea": ["the teapot is RED", "Red tea, please"],
      "te* red ": ["the teapot is RED", "Red tea, please"],
      eat: [],
      pot: [],
    });
  });

  test("a phrase is words next to each other", async () => {
    const { nora } = await cast();
    await say(nora, "I don't like green tea, but tea");
    await say(nora, "tea, green as grass");
    await expectFound(nora, {
      '"green tea"': ["I don't like green tea, but tea"],
      '"tea green"': ["tea, green as grass"],
      "don't": ["I don't like green tea, but tea"],
      '"green te"': [],
      '"green te': ["I don't like green tea, but tea"],
      '-"green tea" tea': ["tea, green as grass"],
    });
  });

  test("accents, width and script don't matter; scripts without spaces are found by any piece", async () => {
    const { nora } = await cast();
    await say(nora, "Crème brûlée für Zoë");
    await say(nora, "明日東京タワーへ行く");
    await say(nora, "สวัสดีครับ");
    await say(nora, "학교에서 만나요 🎉");
    await expectFound(nora, {
      "creme BRULEE": ["Crème brûlée für Zoë"],
      ｚｏë: ["Crème brûlée für Zoë"],
      東京: ["明日東京タワーへ行く"],
      タワー: ["明日東京タワーへ行く"],
      京東: [],
      ดีค: ["สวัสดีครับ"],
      학교: ["학교에서 만나요 🎉"],
      "🎉": ["학교에서 만나요 🎉"],
    });
  });

  test("every query is answered, with the query as it was sent", async () => {
    const { nora } = await cast();
    await say(nora, 'she said "AND" (twice)');
    for (const query of [
      '"',
      "AND",
      "NOT",
      "said OR",
      "(",
      "***",
      "col:x",
      '"said',
      "- -",
      "\u0000",
      "🙂",
      "from:",
    ]) {
      const { results, ...reply } = await search(nora, query);
      expect([query, reply]).toEqual([query, { ...reply, query, channel: "general", more: false }]);
    }
    await expectFound(nora, { "said AND (": ['she said "AND" (twice)'], "!!!": [], "from:": [] });
    expect(await refusal(search(nora, ""))).toBe("invalid_field");
    expect(await refusal(search(nora, "x".repeat(257)))).toBe("invalid_field");
  });
});

describe("operators", () => {
  test("from, mentions, has, dates, pinned, and their opposites", async () => {
    const { olga, mira, nora } = await cast();
    await say(olga, "one for @mira");
    await say(mira, "two https://example.com/cat.png");
    scene.pass(24 * 60 * 60_000);
    await say(nora, "three", { embeds: [{ title: "Tea" }] });
    await say(nora, "four for @&cook");
    const [one, two, three, four] = [
      "one for @mira",
      "two https://example.com/cat.png",
      "three",
      "four for @&cook",
    ] as const;
    await expectFound(nora, {
      "from:nora": [four, three],
      "from:NORA from:@mira": [four, three, two],
      "-from:nora": [two, one],
      "from:nobody": [],
      "-from:nobody four": [four],
      "mentions:mira": [one],
      "mentions:cook": [four],
      "-mentions:mira -mentions:cook": [three, two],
      "has:link": [two],
      "has:image": [two],
      "has:embed": [three],
      "-has:embed -has:link": [four, one],
      "before:2026-03-02": [two, one],
      "after:2026-03-01": [four, three],
      "-after:2026-03-01 -from:olga": [two],
      "after:2026-03-02": [],
      "pinned:true": [],
      "pinned:false from:mira": [two],
      "-pinned:true from:mira": [two],
      "from:nora for": [four],
    });
  });

  test("from and mentions find former members too, before and after a restart", async () => {
    const { olga, mira, nora } = await cast();
    await say(mira, "by mira");
    await say(olga, "for @mira");
    await mira.request("user_leave");
    const searches = {
      "from:Mira": ["by mira"],
      "-from:mira by": [],
      "mentions:mira": ["for @mira"],
    };
    await expectFound(nora, searches);
    await scene.town.restart();
    await expectFound(await scene.town.join("nora"), searches);
  });

  test("mentions means the member of a name, else the role, else the last former member, else the text", async () => {
    const { olga, nora } = await cast();
    const ruth = await scene.town.join("ruth");
    const mods = await scene.town.join("mods");
    await say(olga, "for @mods, the first");
    await mods.request("user_leave");
    scene.town.rotur.account("mods", ruth.user.id);
    ruth.close();
    const renamed = await scene.town.join("ruth");
    await say(olga, "for @mods, the last");
    scene.pass(60_000);
    await renamed.request("user_leave");
    const last = { "mentions:mods": ["for @mods, the last"] };
    await expectFound(nora, last);
    await scene.town.restart();
    const again = await scene.town.join("nora");
    await expectFound(again, last);
    const owner = await scene.town.join("olga");
    await owner.request("role_create", { name: "mods" });
    const id = scene.town.server.state.roles.byName.get("mods")?.id;
    await say(owner, "for @&mods");
    await expectFound(again, { "mentions:mods": ["for @&mods"], [`mentions:${id}`]: ["for @&mods"] });
    scene.town.rotur.account("mods", mods.user.id);
    await scene.town.join("mods");
    await expectFound(again, { "mentions:mods": ["for @mods, the first"] });
  });

  test("from also finds messages without an account, under the name of a present or former member", async () => {
    const { mira, nora } = await cast();
    const general = scene.town.server.state.channelByName("general")?.id ?? 0;
    const bridged = async (author: string) => {
      scene.pass(60_000);
      const written = {
        id: `bridged-${author}`,
        author,
        content: `by the bridge ${author}`,
        now: scene.now() * 1000,
      };
      const plain = {
        replyTo: null,
        ping: null,
        embeds: null,
        nonce: null,
        mentions: { users: [], roles: [] },
      };
      await store(scene.town.server, insertMessage({ ...written, ...plain, room: general }));
    };
    await say(mira, "by mira");
    await bridged("mira");
    await bridged("paul");
    const both = { "from:mira": ["by the bridge mira", "by mira"], "-from:mira": ["by the bridge paul"] };
    await expectFound(nora, { ...both, "from:paul": ["by the bridge paul"] });
    await mira.request("user_leave");
    await expectFound(nora, both);
  });

  test("has:file and has:image find attachments, also after a restart, and not once they are deleted", async () => {
    const { mira, nora } = await cast();
    const send = async (bytes: Uint8Array, content: string) => {
      const { id } = await upload(mira, scene.town.server.url, { bytes });
      return say(mira, content, { attachments: [{ id }] });
    };
    const picture = await send(
      drawPng(4, 4, () => [1, 2, 3]),
      "a picture",
    );
    await send(pdf(), "a plan");
    await say(mira, "neither");
    const queries = {
      "has:file": ["a plan", "a picture"],
      "has:image": ["a picture"],
      "has:video": [],
      "-has:file": ["neither"],
    };
    await expectFound(nora, queries);
    await scene.town.restart();
    const again = await scene.town.join("nora");
    await expectFound(again, queries);
    const back = await scene.town.join("mira");
    await back.request("message_delete", { channel: "general", id: picture.id });
    await expectFound(again, { "has:image": [], "has:file": ["a plan"] });
  });

  test("has:poll, from the first moment, after an end and a restart", async () => {
    const { mira, nora } = await cast();
    await say(mira, "look", { embeds: [{ title: "Tea" }] });
    const ask = async (question: string) =>
      (await nora.request("poll_create", { channel: "general", question, options: ["Tea", "Coffee"] }))
        .poll_id;
    await ask("Breakfast?");
    scene.pass(60_000);
    await nora.request("poll_end", { poll_id: await ask("Supper?") });
    const both = [expect.stringContaining("Supper?"), expect.stringContaining("Breakfast?")];
    const titles = async (by: Member, query: string) =>
      (await search(by, query)).results.map(({ embeds }) => (embeds as { title: string }[])[0]?.title);
    expect(await titles(mira, "has:poll")).toEqual(both);
    expect(await titles(mira, "has:embed -has:poll")).toEqual(["Tea"]);
    await scene.town.restart();
    expect(await titles(await scene.town.join("mira"), "has:poll from:nora")).toEqual(both);
  });

  test("in: leads to another channel, if one may view it", async () => {
    const { olga, mira, nora } = await cast();
    await say(mira, "salt here");
    await say(mira, "salt there", { channel: "kitchen" });
    expect(await found(mira, "salt in:kitchen")).toEqual(["salt there"]);
    expect(await found(mira, "salt in:#kitchen in:general")).toEqual(["salt there", "salt here"]);
    expect(await found(mira, "salt -in:general")).toEqual([]);
    expect(await found(nora, "salt in:kitchen")).toEqual([]);
    expect(await found(nora, "salt in:kitchen in:general")).toEqual(["salt here"]);
    expect(await found(nora, "salt in:nowhere")).toEqual([]);
    const { results } = await search(olga, "in:kitchen in:general");
    expect(results.map(({ channel, thread_id }) => [channel, thread_id])).toEqual([
      ["kitchen", null],
      ["general", null],
    ]);
  });
});

describe("a search in a channel out of sight", () => {
  test("is refused as if it did not exist, from the moment that the role is lost", async () => {
    const { mira, nora } = await cast();
    await say(mira, "salt", { channel: "kitchen" });
    expect(await refusal(search(nora, "salt", { channel: "kitchen" }))).toBe("channel_not_found");
    expect(await refusal(search(nora, "salt", { channel: "nowhere" }))).toBe("channel_not_found");
    expect(await found(mira, "salt", { channel: "kitchen" })).toEqual(["salt"]);
    await scene.town.roles("mira", "user");
    expect(await refusal(search(mira, "salt", { channel: "kitchen" }))).toBe("channel_not_found");
    expect(await found(mira, "salt in:kitchen")).toEqual([]);
  });

  test("begins no page of results at a message that is out of sight", async () => {
    const { mira, nora } = await cast();
    await say(nora, "salt");
    const { id } = await say(mira, "salt", { channel: "kitchen" });
    expect(await refusal(search(nora, "salt", { before: id }))).toBe("message_not_found");
  });

  test("is empty too without read_message_history, where that is enforced", async () => {
    const { olga, nora } = await cast({ config: { permissions: { enforce_member_permissions: true } } });
    await olga.request("role_create", { name: "quiet", permissions: ["send_messages"] });
    await say(olga, "salt");
    expect(await found(nora, "salt")).toEqual(["salt"]);
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["quiet", "user"], send: ["user"] } },
    });
    await scene.town.roles("nora", "quiet");
    expect(await found(nora, "salt")).toEqual([]);
    expect(await found(nora, "in:general salt")).toEqual([]);
  });
});

describe("right after a change", () => {
  test("a message is found as soon as it is sent, as it is after an edit, and never once deleted", async () => {
    const { nora } = await cast();
    const { id } = await say(nora, "sugar");
    expect(await found(nora, "sugar")).toEqual(["sugar"]);
    await nora.request("message_edit", { channel: "general", id, content: "salt" });
    await expectFound(nora, { sugar: [], salt: ["salt"] });
    await nora.request("message_delete", { channel: "general", id });
    await expectFound(nora, { sugar: [], salt: [] });
  });

  test("messages of a deleted channel are not found, also in a new channel of its name", async () => {
    const { olga, mira } = await cast();
    await say(mira, "salt", { channel: "kitchen" });
    await olga.request("channel_delete", { name: "kitchen" });
    await olga.request("channel_create", {
      name: "kitchen",
      type: "text",
      permissions: { view: ["cook"], send: ["cook"] },
    });
    expect(await found(mira, "salt", { channel: "kitchen" })).toEqual([]);
  });

  test("all that was written is found after a restart, in the background indexed or not", async () => {
    const { nora } = await cast();
    for (let n = 0; n < 50; n++) await say(nora, `sugar ${n}`);
    await scene.town.restart();
    const again = await scene.town.join("nora");
    expect(await found(again, "sugar 4*", { limit: 2 })).toEqual(["sugar 49", "sugar 48"]);
  });
});

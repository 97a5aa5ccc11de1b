/** Pages of search results, and where each of them goes on. */
import { describe, expect, test } from "bun:test";
import type { Reply } from "../client/index.ts";
import { type Asked, found, search, useSearchTown } from "./support/search.ts";
import { type Member, refusal, refusalOf } from "./support/town.ts";

const scene = useSearchTown();
const { cast, say } = scene;

describe("pages", () => {
  test("go on at the last result, whatever comes meanwhile, and say whether there is more", async () => {
    const { mira, nora } = await cast({ config: { limits: { search_results: 4 } } });
    for (let n = 0; n < 10; n++) await say(nora, `sugar ${n}`);
    const ids: string[] = [];
    const contents: string[] = [];
    for (let before: string | null = null, more = true; more; ) {
      const reply = await search(mira, "sugar", { before });
      contents.push(...reply.results.map(({ content }) => content));
      ids.push(...reply.results.map(({ id }) => id));
      before = ids.at(-1) ?? null;
      more = reply.more;
      await say(nora, "sugar, yet more");
    }
    expect(contents).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `sugar ${n}`));
    expect(new Set(ids).size).toBe(10);
  });

  /** The results of pages of two, with `between` called after each page. */
  async function walk(
    reader: () => Member,
    query: string,
    { between, ...fields }: Asked & { between: Between },
  ) {
    const pages: string[][] = [];
    let before: string | null = null;
    do {
      const page: Reply<"messages_search"> = await search(reader(), query, { limit: 2, before, ...fields });
      expect(page.more).toBe(page.next !== null);
      pages.push(page.results.map(({ content }) => content));
      before = page.next;
      await between(page.results, pages.length);
    } while (before !== null);
    return pages;
  }
  type Between = (results: Reply<"messages_search">["results"], page: number) => Promise<unknown>;
  const place = ({ channel, thread_id, id }: { channel: string; thread_id: string | null; id: string }) => ({
    channel,
    id,
    ...(thread_id !== null && { thread_id }),
  });

  test("go on where one ended, though its messages are deleted or edited meanwhile, and after a restart", async () => {
    const { nora } = await cast();
    for (let n = 0; n < 7; n++) await say(nora, `sugar ${n}`);
    let reader = nora;
    const between: Between = async ([first, last], page) => {
      if (first) await reader.request("message_edit", { ...place(first), content: "salt" });
      if (last) await reader.request("message_delete", place(last));
      if (page !== 2) return;
      await scene.town.restart();
      reader = await scene.town.join("nora");
    };
    expect(await walk(() => reader, "sugar", { between })).toEqual([
      ["sugar 6", "sugar 5"],
      ["sugar 4", "sugar 3"],
      ["sugar 2", "sugar 1"],
      ["sugar 0"],
    ]);
    const { results } = await search(reader, "salt");
    expect(results).toHaveLength(4);
  });

  test("of several channels too, when they have messages of the same instant", async () => {
    const { olga, mira } = await cast();
    for (let n = 0; n < 3; n++) {
      scene.pass(60_000);
      for (const channel of ["general", "kitchen"]) {
        await mira.request("message_new", { channel, content: `sugar ${n} in ${channel}` });
      }
    }
    const between: Between = async (results) => {
      for (const result of results) await olga.request("message_delete", place(result));
    };
    const pages = await walk(() => mira, "sugar in:kitchen in:general", { limit: 1, between });
    expect(pages.flat()).toEqual(
      [2, 1, 0].flatMap((n) => [`sugar ${n} in kitchen`, `sugar ${n} in general`]),
    );
  });

  test("of a forum too, though the last result's whole thread is deleted meanwhile", async () => {
    const { olga, nora } = await cast();
    const permissions = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions });
    const threads: string[] = [];
    for (const name of ["one", "two", "three"]) {
      threads.push((await nora.request("thread_create", { channel: "help", name })).thread.id);
    }
    for (let n = 0; n < 3; n++) {
      scene.pass(60_000);
      for (const thread_id of threads) {
        await nora.request("message_new", { channel: "help", thread_id, content: `sugar ${n}` });
      }
    }
    const seen = new Set<string>();
    const between: Between = async (results, page) => {
      for (const { id } of results) seen.add(id);
      const last = results.at(-1);
      if (!last?.thread_id) return;
      if (page === 1) await olga.request("thread_delete", { thread_id: last.thread_id });
      else await olga.request("message_delete", place(last));
    };
    const fields = { channel: "help", between };
    // Two of the newest; then without that thread's two others: one, two of the middle, two of the oldest.
    const pages = await walk(() => olga, "sugar", fields);
    expect(pages).toEqual([
      ["sugar 2", "sugar 2"],
      ["sugar 2", "sugar 1"],
      ["sugar 1", "sugar 0"],
      ["sugar 0"],
    ]);
    expect(seen.size).toBe(7);
  });

  test("begin at no cursor that is none, or of a channel out of sight", async () => {
    const { olga, mira, nora } = await cast();
    for (let n = 0; n < 3; n++) await say(mira, `sugar ${n}`, { channel: "kitchen" });
    for (let n = 0; n < 3; n++) await say(mira, `sugar ${n}`);
    const { next } = await search(mira, "sugar", { channel: "kitchen", limit: 2 });
    expect(await found(mira, "sugar", { channel: "kitchen", before: next })).toEqual(["sugar 0"]);
    expect(await found(mira, "sugar in:general in:kitchen", { before: next })).toEqual(["sugar 0"]);
    expect(await found(mira, "!!!", { channel: "kitchen", before: next })).toEqual([]);
    const asked = async (by: Member, query: string, before: string | null) => {
      const { code, message } = await refusalOf(search(by, query, { before }));
      return `${code}: ${message}`;
    };
    const refused = await asked(nora, "sugar", next);
    expect(refused).toBe(
      "invalid_field: Field 'before' is not valid: it leads to nothing that is searched; search again without it",
    );
    // The same for a missing message, a text that is no cursor, and a place out of sight.
    const [at, key] = (next ?? "").slice(1).split(".");
    const huge = "z".repeat(40);
    const hostile = [
      "~",
      "~..",
      `~${at}.${key}`,
      `~${at}.${key}.zzz`,
      `~${huge}.1.1`,
      `~1.1.${huge}`,
      "~-1.1.1",
    ];
    for (const before of hostile)
      expect([before, await asked(nora, "sugar", before)]).toEqual([before, refused]);
    expect(await asked(nora, "sugar in:kitchen", next)).toBe(refused);
    await scene.town.roles("mira", "user");
    expect(await asked(mira, "sugar in:kitchen", next)).toBe(refused);
    expect(await refusal(search(nora, "sugar", { before: "~".repeat(129) }))).toBe("invalid_field");
    // Wherever it continues, only the searched places are shown.
    const general = (await search(nora, "sugar", { limit: 1 })).next?.split(".")[2];
    expect(await found(nora, "sugar", { before: `~${at}.${key}.${general}` })).toEqual([]);
    expect(await found(nora, "sugar", { before: `~2gosa7pa2gv.${key}.${general}` })).toHaveLength(3);
    await olga.request("channel_delete", { name: "kitchen" });
    expect(await asked(olga, "sugar", next)).toBe(refused);
  });

  test("hold as many as the limit says, never more than the configuration or 50", async () => {
    const { nora } = await cast({ config: { limits: { search_results: 100 } } });
    for (let n = 0; n < 60; n++) await say(nora, "sugar");
    const count = async (limit: number | null = null) =>
      (await search(nora, "sugar", { limit })).results.length;
    expect([await count(), await count(3), await count(1000), await count(0), await count(-5)]).toEqual([
      50, 3, 50, 50, 1,
    ]);
  });
});

test("a page of long results has fewer, and the next one goes on behind them", async () => {
  const { olga, mira } = await cast({ config: { limits: { post_content: 60_000 } } });
  const long = "x".repeat(59_000);
  for (let n = 0; n < 30; n++) await say(mira, `walnut ${n} ${long}`);
  const first = await search(olga, "walnut");
  expect([first.results.length, first.more]).toEqual([17, true]);
  const second = await search(olga, "walnut", { before: first.next ?? "" });
  expect([second.more, second.next]).toEqual([false, null]);
  const numbers = [...first.results, ...second.results].map(({ content }) => Number(content.split(" ")[1]));
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => 29 - n));
});

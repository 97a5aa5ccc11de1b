import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { matches, parseSearch, type Search, type Searched } from "./search-query.ts";

fc.configureGlobal({ seed: 90125 });

/** The words of a query: `tea*` may go on, `red tea` is a phrase, `-` excludes. */
function termsOf(text: string): string[] {
  const query = parseSearch(text);
  if (!query) return ["nothing"];
  const shown = (sign: string, terms: typeof query.all) =>
    terms.map(({ words, prefix }) => `${sign}${words.join(" ")}${prefix ? "*" : ""}`);
  return [...shown("", query.all), ...shown("-", query.none)];
}

describe("plain text", () => {
  test.each<[text: string, terms: readonly string[]]>([
    ["red tea", ["red", "tea*"]],
    ["red tea ", ["red", "tea"]],
    ["red* tea!", ["red*", "tea"]],
    ["don't", ["don t*"]],
    ['"red tea" pot', ["red tea", "pot*"]],
    ['"red tea"', ["red tea"]],
    ['pot "red te', ["pot", "red te*"]],
    ["-tea -red", ["-tea", "-red"]],
    ["-te* x ", ["x", "-te*"]],
    ['-"red tea"', ["-red tea"]],
    ["git push --force-with-lease", ["git", "push", "force with lease*"]],
    ["--force-with-lease ", ["force with lease"]],
    ["a-b --tea - tea", ["a b", "tea", "tea*"]],
    ['"tea"-pot "-tea" "from:mira"', ["tea", "pot", "tea", "from mira"]],
    ["well-known", ["well known*"]],
    ["東京", ["東 京"]],
    ["5\" 'x' :-)", ["5", "x"]],
    ["https://example.com/a?b=c", ["https example com a b c*"]],
    ["note:this has:cheese", ["note this", "has cheese*"]],
    ["before:soon after:2026-02-30 before:12", ["before soon", "after 2026 02 30", "before 12*"]],
    ["from: x", ["from", "x*"]],
    ["from:@ in:# ", ["from", "in"]],
    ["pinned:maybe ", ["pinned maybe"]],
    ["!!! ... 🙂", ["🙂"]],
    ['!!! " * - ', ["nothing"]],
    ["", ["nothing"]],
  ])("%s", (text, terms) => expect(termsOf(text)).toEqual([...terms]));
});

describe("operators", () => {
  const asked = (text: string) => {
    const { all, none, ...query } = parseSearch(text) ?? { all: [], none: [] };
    return Object.fromEntries(
      Object.entries(query).filter(
        ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
      ),
    );
  };
  const micros = (date: string) => Date.parse(`${date}T00:00:00Z`) * 1000;

  test.each<[text: string, query: object]>([
    ["from:mira FROM:@Zoe", { from: ["mira", "Zoe"] }],
    ['-from:"Mira B" in:#kitchen', { notFrom: ["Mira B"], in: ["kitchen"] }],
    ["from:USR:local_mira", { from: ["USR:local_mira"] }],
    [
      "mentions:@&cook -mentions:mira -in:lobby",
      { mentions: ["cook"], notMentions: ["mira"], notIn: ["lobby"] },
    ],
    ["has:link has:Image -has:embed has:poll", { has: ["link", "image", "poll"], hasNot: ["embed"] }],
    ["pinned:true", { pinned: true }],
    ["pinned:no", { pinned: false }],
    ["-pinned:yes", { pinned: false }],
    ["before:2026-03-02", { until: micros("2026-03-02") }],
    ["after:2026-03-02", { since: micros("2026-03-03") }],
    ["-before:2026-03-02", { since: micros("2026-03-02") }],
    ["-after:2026-03-02", { until: micros("2026-03-03") }],
    [
      "after:2026-03-02 after:2026-03-04 before:2026-03-09 before:2026-03-08",
      { since: micros("2026-03-05"), until: micros("2026-03-08") },
    ],
    ["before:1700000000.5", { until: 1_700_000_000_500_000 }],
    ["after:1700000000", { since: 1_700_000_000_000_001 }],
  ])("%s", (text, query) => {
    expect(asked(text)).toEqual(query as Record<string, never>);
    expect(termsOf(text)).toEqual([]);
  });
});

describe("matching", () => {
  const message: Searched = {
    author: "mira",
    content: "The red teapot: https://example.com/pot.png",
    at: 5_000_000,
    pinned: false,
    embeds: null,
    files: [],
    pings: { users: ["zoe"], roles: ["cook"] },
  };
  const isFound = (text: string, given: Partial<Searched> = {}) => {
    const query = parseSearch(text);
    if (!query) throw new Error("nothing asked");
    return matches({ ...query, authors: query.from, notAuthors: query.notFrom }, { ...message, ...given });
  };

  test.each([
    ...["red teap", "teapot RED", '"the red teapot"', "red -green", "te*", "-tea", "-gr* red", "png"],
    ...[
      "from:mira",
      "from:zoe from:mira",
      "-from:zoe",
      "mentions:zoe mentions:cook",
      "has:link has:image",
      "-has:embed",
    ],
    ...["before:000000006", "after:000000004", "-before:000000005", "pinned:false", "-pinned:true"],
  ])("found: %s", (text) => expect(isFound(text)).toBe(true));

  test.each([
    ...[
      "red kettle ",
      "tea ",
      '"red the"',
      "red -teapot",
      "-te*",
      "from:zoe",
      "-from:mira red",
      "mentions:mira",
    ],
    ...[
      "mentions:zoe mentions:mira",
      "-mentions:cook",
      "has:embed",
      "-has:link",
      "-has:image",
      "pinned:true",
    ],
    ...["before:000000005", "after:000000005", "-after:000000004"],
  ])("not found: %s", (text) => expect(isFound(text)).toBe(false));

  test("attachments: a file of any kind, an image, a video, a sound", () => {
    const has = (...files: Searched["files"]) =>
      ["file", "image", "video", "sound"].filter((thing) => isFound(`has:${thing}`, { content: "", files }));
    expect(has("image", "other")).toEqual(["file", "image"]);
    expect([has("video"), has("sound"), has("other"), has()]).toEqual([
      ["file", "video"],
      ["file", "sound"],
      ["file"],
      [],
    ]);
  });

  test("embeds: an image, a link, a poll; whatever else stands there harms nobody", () => {
    const content = "look";
    const has = (...embeds: unknown[]) =>
      ["link", "image", "embed", "poll"].filter((thing) => isFound(`has:${thing}`, { content, embeds }));
    expect(has({ title: "t" })).toEqual(["embed"]);
    expect(has({ type: "poll", poll: {} })).toEqual(["embed", "poll"]);
    expect(has({ title: "t" }, { url: "https://example.com" })).toEqual(["link", "embed"]);
    expect(has({ type: "image", url: "https://example.com" })).toEqual(["link", "image", "embed"]);
    expect(has({ image: { url: "https://example.com" } })).toEqual(["image", "embed"]);
    expect(has(null, 5, "x")).toEqual(["embed"]);
    expect(has()).toEqual([]);
  });

  test("a message is found by any of its words, by all of them, and as a phrase", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.nat(), (content, nth) => {
        const words = content
          .split(/\s+/)
          .filter((part) => termsOf(`"${part}"`)[0] !== "nothing" && !part.includes('"'));
        const word = words[nth % Math.max(1, words.length)];
        if (word === undefined) return;
        expect(isFound(`"${word}"`, { content })).toBe(true);
        expect(isFound(words.map((each) => `"${each}"`).join(" "), { content })).toBe(true);
        expect(isFound(`"${words.join(" ")}"`, { content: words.join(" ") })).toBe(true);
        expect(isFound(`-"${word}"`, { content })).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test("nothing that can be typed fails", () => {
    const sign = fc.constantFrom(
      '"',
      "-",
      "*",
      ":",
      "from:",
      "before:",
      "after:9999999999",
      "has:",
      "in:",
      "pinned:",
      " ",
      "2026-13-01",
      "\0",
    );
    const typed = fc.array(fc.oneof(sign, fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 30 });
    fc.assert(
      fc.property(typed, (parts) => {
        const query = parseSearch(parts.join(""));
        if (!query) return;
        const search: Search = { ...query, authors: query.from, notAuthors: query.notFrom };
        expect(typeof matches(search, message)).toBe("boolean");
        for (const { words } of [...query.all, ...query.none]) expect(words.length).toBeGreaterThan(0);
      }),
      { numRuns: 5000 },
    );
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isFailure } from "../protocol/errors.ts";
import { checkEmbeds, type Embed } from "./embeds.ts";

fc.configureGlobal({ seed: 5613 });

function read(...embeds: unknown[]): Embed[] {
  const result = checkEmbeds(embeds);
  if (isFailure(result)) throw new Error(result.val);
  return result.embeds;
}

function refusal(embed: unknown): string {
  const result = checkEmbeds([embed]);
  return isFailure(result) ? result.val : "accepted";
}

describe("the list", () => {
  test("falsy means none; anything else must be a list of at most 10", () => {
    for (const none of [undefined, null, false, 0, "", []]) expect(checkEmbeds(none)).toEqual({ embeds: [] });
    expect(checkEmbeds({})).toMatchObject({ code: "invalid_field" });
    expect(read(...Array(10).fill({}))).toHaveLength(10);
    expect(checkEmbeds(Array(11).fill({}))).toMatchObject({ code: "invalid_field" });
  });

  test("the failure names the embed and the place in it", () => {
    const result = checkEmbeds([{}, { fields: [{ name: "a", value: "b" }, { name: "c" }] }]);
    expect(result).toMatchObject({ val: "Embed 1: 'fields[1].value' is required" });
    expect(refusal("text")).toBe("Embed 0: it must be an object");
    expect(refusal([])).toBe("Embed 0: it must be an object");
  });
});

describe("an embed", () => {
  test("keeps what is known, coerces numbers, drops the rest", () => {
    const image = { url: "https://e.org/a.png", width: "640", height: 480 };
    expect(
      read({
        type: "article",
        title: "T",
        description: null,
        url: "",
        color: "16711680",
        timestamp: "2026-01-01T00:00:00Z",
        author: { name: "", url: "https://e.org", icon_url: null, evil: 1 },
        footer: { text: "F", icon_url: "https://e.org/i" },
        image,
        thumbnail: null,
        fields: [
          { name: "", value: "v", extra: true },
          { name: "n", value: "w", inline: true },
        ],
        unknown: { deep: [] },
        poll: null,
      }),
    ).toEqual([
      {
        type: "article",
        title: "T",
        color: 0xff0000,
        timestamp: "2026-01-01T00:00:00Z",
        author: { name: "", url: "https://e.org" },
        footer: { text: "F", icon_url: "https://e.org/i" },
        image: { url: "https://e.org/a.png", width: 640, height: 480 },
        fields: [
          { name: "", value: "v", inline: false },
          { name: "n", value: "w", inline: true },
        ],
      },
    ]);
    expect(read({})).toEqual([{ type: "rich" }]);
  });

  test("of type poll, or with a poll, only comes from poll_create", () => {
    expect(refusal({ type: "poll" })).toContain("poll_create");
    expect(refusal({ poll: { question: "?" } })).toContain("poll_create");
    expect(refusal({ type: null })).toContain("'type' must be one of");
    expect(refusal({ type: "gif" })).toContain("'type' must be one of");
  });

  test("needs the part that its type is about", () => {
    expect(refusal({ type: "link" })).toContain("'url' is required");
    expect(refusal({ type: "link", url: "" })).toContain("'url' is required");
    expect(refusal({ type: "image" })).toContain("'image' is required");
    expect(refusal({ type: "image", image: { url: "https://e.org" } })).toBe("accepted");
  });

  test("has http and https URLs only, everywhere", () => {
    const bad = "javascript:alert(1)";
    for (const embed of [
      { url: bad },
      { author: { name: "a", url: bad } },
      { author: { name: "a", icon_url: bad } },
      { footer: { text: "a", icon_url: bad } },
      { image: { url: bad } },
      { thumbnail: { url: bad } },
      { url: `https://e.org/${"x".repeat(2048)}` },
      { url: 5 },
    ]) {
      expect(refusal(embed)).toContain("must be an http or https URL");
    }
    expect(refusal({ image: {} })).toContain("'image.url' is required");
  });

  test("has numbers in range", () => {
    for (const color of [0, 0xffffff, "0", "12", " 12 ", "12.0", 12.0])
      expect(refusal({ color })).toBe("accepted");
    for (const color of [-1, 0x1000000, "-1", "0x10", "red", "", 1.5, true, [], Number.NaN, "1e3"]) {
      expect(refusal({ color })).toContain("'color' must be an integer");
    }
  });

  test("has texts up to their limits, in code points", () => {
    const limits: [number, (text: string) => unknown][] = [
      [256, (title) => ({ title })],
      [4096, (description) => ({ description })],
      [64, (timestamp) => ({ timestamp })],
      [256, (name) => ({ author: { name } })],
      [2048, (text) => ({ footer: { text } })],
      [256, (name) => ({ fields: [{ name, value: "" }] })],
      [1024, (value) => ({ fields: [{ name: "", value }] })],
    ];
    for (const [limit, embed] of limits) {
      expect(refusal(embed("🎉".repeat(limit)))).toBe("accepted");
      expect(refusal(embed("🎉".repeat(limit + 1)))).toContain(`more than ${limit} characters`);
      expect(refusal(embed("x".repeat(1_000_000)))).toContain(`more than ${limit} characters`);
    }
    expect(refusal({ title: 5 })).toContain("'title' must be a string");
  });

  test("has at most 25 fields and 6000 characters together", () => {
    const field = { name: "n".repeat(100), value: "v".repeat(100) };
    expect(refusal({ fields: Array(25).fill(field), description: "d".repeat(1000) })).toBe("accepted");
    expect(refusal({ fields: Array(25).fill(field), description: "d".repeat(1001) })).toContain("6000");
    expect(refusal({ fields: Array(26).fill(field) })).toContain("at most 25");
    expect(refusal({ fields: {} })).toContain("at most 25");
    expect(refusal({ fields: [1] })).toContain("fields[0] must be an object");
    expect(refusal({ fields: [{ name: "", value: "", inline: 1 }] })).toContain("'fields[0].inline'");
    expect(
      read({ timestamp: "t".repeat(60), description: "d".repeat(4096), footer: { text: "f".repeat(1904) } }),
    ).toHaveLength(1);
  });
});

test("ten embeds with 6000 characters each pass, but not with as many long addresses besides", () => {
  const full = { description: "d".repeat(4096), footer: { text: "f".repeat(1904) } };
  expect(read(...Array(10).fill(full))).toHaveLength(10);
  const address = `https://e.org/${"a".repeat(2000)}`;
  const linked = { ...full, url: address, image: { url: address } };
  expect(read(...Array(6).fill(linked))).toHaveLength(6);
  expect(checkEmbeds(Array(10).fill(linked))).toMatchObject({
    code: "invalid_field",
    val: expect.stringContaining("longer than 65536 characters together"),
  });
});

test("nothing that JSON can say throws, and what passes passes again unchanged", () => {
  const texts = fc.constantFrom("", "t", "https://e.org", "javascript:x", "12");
  const loose = fc.oneof(texts, fc.jsonValue(), fc.constant(null), fc.integer());
  const part = fc.dictionary(
    fc.constantFrom("name", "text", "url", "icon_url", "width", "height", "value"),
    loose,
  );
  const embed = fc.dictionary(
    fc.constantFrom("type", "title", "url", "color", "author", "footer", "image", "fields", "poll", "x"),
    fc.oneof(loose, part, fc.array(part), fc.constantFrom("rich", "link", "image")),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 5, arbitrary: embed }, { weight: 1, arbitrary: loose })),
      (input) => {
        const result = checkEmbeds(input);
        if (isFailure(result)) return;
        expect(checkEmbeds(JSON.parse(JSON.stringify(result.embeds)))).toEqual(result);
        expect(JSON.stringify(result.embeds)).not.toContain('"url":"javascript:');
      },
    ),
    { numRuns: 500 },
  );
});

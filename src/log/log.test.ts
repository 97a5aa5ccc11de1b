import { expect, test } from "bun:test";
import fc from "fast-check";
import { createLog, redact } from "./log.ts";

function capture(settings: Parameters<typeof createLog>[0] = {}, terminal = false) {
  const lines: string[] = [];
  const log = createLog(settings, {
    write: (text) => lines.push(text),
    terminal,
    now: () => 1_770_000_000_123,
  });
  return { lines, log };
}

test("without a terminal a line is one JSON object with an ISO time", () => {
  const { lines, log } = capture();
  log.warn("A login failed", { user: "mira", tries: 3 });
  expect(lines).toEqual([
    '{"time":"2026-02-02T02:40:00.123Z","level":"warn","message":"A login failed","user":"mira","tries":3}\n',
  ]);
});

test("on a terminal a line is for people", () => {
  const { lines, log } = capture({}, true);
  log.info("Listening", { url: "http://127.0.0.1:5613", name: "Tea House" });
  expect(lines).toEqual([
    '2026-02-02T02:40:00.123Z \u001b[36minfo \u001b[0m Listening url=http://127.0.0.1:5613 name="Tea House"\n',
  ]);
});

test("lines below the level aren't written, and the level can change", () => {
  const { lines, log } = capture({ level: "warn" });
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  log.configure({ level: "debug" });
  log.debug("e");
  log.configure({ format: "pretty" });
  log.debug("f");
  expect(
    lines.map((line) => (line.startsWith("{") ? JSON.parse(line).message : line.trim().slice(-1))),
  ).toEqual(["c", "d", "e", "f"]);
});

const planted = "hunter2-planted";

test.each(["json", "pretty"] as const)("planted secrets never reach the %s output", (format) => {
  const { lines, log } = capture({ level: "debug", format });
  const names = [
    "password",
    "token",
    "validator",
    "validator_key",
    "authorization",
    "content",
    "secret",
    "hash",
  ];
  const variants = names.flatMap((name) => [
    name,
    name.toUpperCase(),
    `old_${name}`,
    `old-${name}`,
    `old${name[0]?.toUpperCase()}${name.slice(1)}`,
  ]);
  for (const name of [
    ...variants,
    "password_hash",
    "accessToken",
    "passwords",
    "Set-Cookie",
    "p256dh",
    "auth",
  ]) {
    log.error("m", { [name]: planted });
    log.error("m", { packet: { cmd: "login", [name]: { deep: planted } } });
    log.error("m", { list: [{ [name]: [planted] }], map: new Map([[name, planted]]) });
    log.error("m", { error: Object.assign(new Error("failed"), { [name]: planted }) });
    log.error("m", { error: new Error("failed", { cause: { [name]: planted } }) });
  }
  log.error(`fetch failed: https://api.rotur.dev/validate?key=${planted}&v=${planted}`);
  log.error("m", { error: new Error(`GET /x?a=1&token=${planted}`) });
  log.error("m", { url: new URL(`postgres://chat:${planted}@db.example/chat`) });
  expect(lines.join("")).not.toContain(planted);
  expect(lines.join("")).toContain("[redacted]");
});

test("names that only look like a secret's stay readable", () => {
  expect(redact({ content_type: "image/png", auth_mode: "rotur", author: "mira", tokens_left: 3 })).toEqual({
    content_type: "image/png",
    auth_mode: "rotur",
    author: "mira",
    tokens_left: 3,
  });
});

test("an error is shown with its name, message, cause and stack", () => {
  const { lines, log } = capture();
  const more = { code: "EIO", path: "/data", parameters: ["what somebody wrote"] };
  const error = Object.assign(new TypeError("no", { cause: new Error("root") }), more);
  log.error("Failed", { error });
  expect(JSON.parse(lines[0] ?? "").error).toMatchObject({
    name: "TypeError",
    message: "no",
    code: "EIO",
    path: "/data",
    cause: { message: "root" },
  });
  expect(lines[0]).not.toContain("what somebody wrote");
  log.configure({ format: "pretty" });
  log.error("Failed", { error });
  expect(lines[1]).toContain("\n    ");
  expect(lines[1]).toContain("log.test.ts");
});

test("text from users can't forge a line or steer the terminal", () => {
  const { lines, log } = capture({ format: "pretty" });
  const evil = "mira\n2026 error forged\r\u001b[2J\u009b\u2028";
  log.info(evil, { user: evil, [evil]: 1 });
  expect(lines[0]?.indexOf("\n")).toBe((lines[0]?.length ?? 0) - 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  expect(lines[0]).not.toMatch(/[\r\u001b\u009b\u2028]/);
});

test("a field doesn't replace the line's own time, level or message", () => {
  const { lines, log } = capture();
  log.info("real", { message: "field", level: "x" });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: "real",
    level: "info",
    message_: "field",
    level_: "x",
  });
});

test("cycles, great depth, bytes, big numbers and long texts are shown in short", () => {
  const circle: Record<string, unknown> = { id: 5n, bytes: new Uint8Array(3), nan: Number.NaN, f: () => 1 };
  circle.self = circle;
  circle.long = "x".repeat(10_000);
  const shown = redact(circle) as Record<string, unknown>;
  expect(shown).toMatchObject({
    id: "5",
    bytes: "[3 bytes]",
    nan: "NaN",
    f: "[function]",
    self: "[circular]",
  });
  expect(String(shown.long).length).toBeLessThan(5000);
  expect(redact([new Map([["a", 1]]), new Set([2]), new Date(Number.NaN), new Date(0)])).toEqual([
    { a: 1 },
    [2],
    "[no date]",
    "1970-01-01T00:00:00.000Z",
  ]);
  let deep: unknown = 1;
  for (let i = 0; i < 100; i += 1) deep = { deep };
  expect(JSON.stringify(redact(deep))).toContain("[deep]");
});

test("the key of a map may be anything", () => {
  const { lines, log } = capture({ format: "json" });
  const keys = [{ toString: 1 }, Object.create(null), Symbol("s"), () => {}, null, 1n];
  log.info("m", { map: new Map(keys.map((key, nth) => [key, nth])) });
  expect(JSON.parse(lines[0] ?? "").map).toMatchObject({ "[object]": 1, null: 4, "1": 5 });
});

test("whatever is logged, a line is one line of JSON", () => {
  const { lines, log } = capture({ format: "json" });
  fc.assert(
    fc.property(
      fc.string(),
      fc.dictionary(fc.string(), fc.anything({ withMap: true, withDate: true })),
      (m, fields) => {
        lines.length = 0;
        log.info(m, fields);
        expect(lines).toHaveLength(1);
        expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info" });
        expect(lines[0]?.indexOf("\n")).toBe((lines[0]?.length ?? 0) - 1);
      },
    ),
  );
});

/** The operator reads, changes and checks config.json. */
import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { operatorSuite, refused } from "./support/operator.ts";
import { run } from "./support/run.ts";

const operator = operatorSuite();
const { does, answer } = operator;

test("config set holds at once, keeps other keys, and says what needs a restart", async () => {
  const shown = operator.olga.next("server_update");
  expect(await answer("config", "set", "server.name", "Kitchen")).toEqual({
    changed: ["server.name"],
    restart: [],
  });
  expect((await shown).name).toBe("Kitchen");
  expect(await answer("config", "get", "server.name")).toEqual({ key: "server.name", value: "Kitchen" });
  expect(await answer("config", "set", "websocket.port", "0")).toEqual({ changed: [], restart: [] });
  expect(await answer("config", "set", "DB.synchronous", "NORMAL")).toMatchObject({
    restart: ["DB.synchronous"],
  });
  const secret = "files.s3.secret_access_key";
  const changed = await does("config", "set", "limits.post_content", "4000");
  expect(changed.said).toBe("Changed limits.post_content");
  expect(await answer("config", "set", "limits.post_content", "--unset")).toMatchObject({
    changed: ["limits.post_content"],
  });
  const file = JSON.parse(readFileSync(join(operator.server.folder, "config.json"), "utf8"));
  expect(file).toMatchObject({ unknown: { kept: 1 }, server: { name: "Kitchen" } });
  const { keys } = await answer("config", "list", "limits.post_content");
  expect(keys).toMatchObject([{ key: "limits.post_content", value: 2000, default: 2000, restart: false }]);
  for (const [words, message, code] of [
    [["limts.post_content", "1"], "did you mean limits.post_content", "unknown_key"],
    [["limits", "1"], "is a section", "unknown_key"],
    [["limits.post_content", "many"], "a whole number", "config_invalid"],
    [["limits.post_content"], "Give a VALUE", "usage"],
    [["limits.post_content", "0"], "limits.post_content must be", "config_invalid"],
    [["__proto__.x", "1"], "has no key", "unknown_key"],
  ] as const) {
    await expect(does("config", "set", ...words)).rejects.toMatchObject(refused(message, code));
  }
  const { entries } = await answer("audit", "list", "--action", "config_update", "--limit", "1");
  expect(entries).toMatchObject([{ actor_id: "operator", details: { "limits.post_content": 2000 } }]);
  await does("config", "set", secret, "very secret");
  expect((await answer("config", "list", secret)).keys).toMatchObject([{ key: secret, value: "(hidden)" }]);
  expect((await does("config", "get")).said).not.toContain("very secret");
  expect(await does("config", "get", secret)).toEqual({
    answer: { key: secret, value: "(hidden)" },
    said: `${secret} is set; it is not shown`,
  });
  const all = await answer("audit", "list", "--limit", "200");
  expect(JSON.stringify(all)).toContain(secret);
  expect(JSON.stringify(all)).not.toContain("very secret");
  expect(operator.lines.join("")).not.toContain("very secret");
  await does("config", "set", secret, "--unset");
  expect(await answer("config", "get", secret)).toEqual({ key: secret, value: null });
});

test("log level is shown and changed", async () => {
  await does("log", "level", "debug");
  expect(await answer("log", "level")).toEqual({ level: "debug" });
  await does("log", "level", "info");
  await expect(does("log", "level", "loud")).rejects.toMatchObject(refused("LEVEL must be one of", "usage"));
});

test("the log names the keys that changed, without their values, and nothing when none did", async () => {
  const logged = () => operator.lines.filter((line) => line.includes('"event":"operator"')).length;
  await does("config", "set", "server.name", "Cellar");
  const before = logged();
  await does("config", "set", "server.name", "Cellar");
  expect(logged()).toBe(before);
  const line = operator.lines.findLast((one) => one.includes('"event":"operator"')) ?? "";
  expect(JSON.parse(line)).toMatchObject({ cmd: "config_set", keys: ["server.name"] });
  expect(line).not.toContain("Cellar");
});

describe("on a stopped server", () => {
  beforeAll(() => operator.server.stop());

  test("of several changes at once, each that says so is in the file", async () => {
    const keys = ["post_content", "search_results", "packets_burst", "connections_per_user"];
    const data = ["--data", operator.server.folder, "--json"];
    const answers = await Promise.all(
      keys.map(async (key) => {
        const { stdout } = await run("cli/main.ts", ["config", "set", `limits.${key}`, "77", ...data]);
        return JSON.parse(stdout);
      }),
    );
    const { limits } = JSON.parse(readFileSync(join(operator.server.folder, "config.json"), "utf8"));
    const done = keys.filter((_, nth) => "changed" in answers[nth]);
    expect(done.length).toBeGreaterThan(0);
    for (const key of done) expect({ key, value: limits[key] }).toEqual({ key, value: 77 });
    for (const answer of answers) {
      if (!("changed" in answer)) expect(answer.error).toContain("is in use by another server");
    }
  });

  test("config check names every fault with its line, and changes nothing", async () => {
    const file = join(operator.server.folder, "config.json");
    const good = readFileSync(file, "utf8");
    expect(await does("config", "check")).toMatchObject({ exitCode: 0, answer: { problems: [] } });
    const broken = '{\n  "websocket": {\n    "port": "x"\n  }\n}\n';
    writeFileSync(file, broken);
    const report = await does("config", "check");
    expect(report).toMatchObject({ exitCode: 1, answer: { problems: [{ key: "websocket.port", line: 3 }] } });
    expect(report.said).toContain(`${file}:3: websocket.port must be a whole number`);
    await expect(does("config", "get")).rejects.toThrow("websocket.port");
    expect(readFileSync(file, "utf8")).toBe(broken);
    writeFileSync(file, good);
  });
});

import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultConfigText, parseConfig } from "./config/load.ts";
import type { Config } from "./config/schema.ts";
import { runSetup } from "./setup.ts";

let folder = "";
let data = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-"));
  data = join(folder, "data");
});
afterEach(() => rmSync(folder, { recursive: true }));

type Answers = (string | null)[] | Record<string, string>;

/** Answers in order, or by the beginning of the question; what isn't answered gets an empty line. */
async function run(args: string[], answers: Answers = [], env: Record<string, string> = {}) {
  const asked: string[] = [];
  const printed: string[] = [];
  const code = await runSetup(["--data", data, ...args], {
    env,
    print: (line) => printed.push(line),
    ask: async (question) => {
      asked.push(question);
      if (Array.isArray(answers)) {
        const answer = answers[asked.length - 1];
        return answer === undefined ? "" : answer;
      }
      const key = Object.keys(answers).find((start) => question.startsWith(start));
      return key === undefined ? "" : (answers[key] ?? "");
    },
  });
  return { code, asked, output: printed.join("\n") };
}

function config(): Config {
  const parsed = parseConfig(readFileSync(join(data, "config.json"), "utf8"));
  if ("problems" in parsed) throw new Error(parsed.problems.join(" "));
  expect(parsed.warnings).toEqual([]);
  return parsed.config;
}

test("questions come in the reference's order, then login, registration and owner; empty answers are the usual ones", async () => {
  const { code, asked, output } = await run([]);
  expect(code).toBe(0);
  expect(asked.map((question) => question.split(/[ :,]/, 2).join(" "))).toEqual([
    "Server name",
    "Icon ",
    "Banner ",
    "Public address",
    "Name shown",
    "Address to",
    "Port [5613]",
    "Characters of",
    "Results of",
    "File types",
    "Who may",
    "May anybody",
    "Account that",
  ]);
  expect(readFileSync(join(data, "config.json"), "utf8")).toBe(defaultConfigText());
  expect(readdirSync(join(data, "db")).sort()).toEqual(["backup", "serverAssets", "serverEmojis"]);
  expect(output).toContain("npm start");
});

test("without an owner account it says how the first owner comes about, for each auth_mode", async () => {
  const advice = async (...args: string[]) => {
    const { output } = await run(["--yes", "--force", ...args]);
    return output.slice(output.indexOf("  2. "));
  };
  expect(await advice()).toStartWith("  2. npm run cli -- chat --user NAME\n");
  expect(await advice("--port", "7000")).toContain("/claim CODE");
  expect(await advice("--port", "7000")).toContain("--url ws://127.0.0.1:7000\n");
  expect(await advice("--registration", "off")).toContain(
    `npm run cli -- user create NAME --role owner --data ${data}\n`,
  );
  expect(await advice("--auth-mode", "rotur")).toContain('"owners" in config.json');
});

test("an owner account is written as the id that matches it, and the next steps make it", async () => {
  const written = async (...args: string[]) => {
    const { code, asked, output } = await run(["--yes", "--force", ...args]);
    expect({ code, asked }).toEqual({ code: 0, asked: [] });
    return { owners: config().owners, advice: output.slice(output.indexOf("  2. ")) };
  };
  const mira = ["--owner-account", "Mira, usr:LOCAL_kim"];
  const local = ["USR:local_mira", "USR:local_kim"];
  expect((await written(...mira)).owners).toEqual(local);
  expect((await written(...mira, "--owner-kind", "local")).owners).toEqual(local);
  expect((await written(...mira, "--owner-kind", "rotur")).owners).toEqual(["Mira", "USR:local_kim"]);
  expect((await written(...mira, "--auth-mode", "cracked-only")).owners).toEqual(local);
  const rotur = await written("--owner-account", "Mira", "--auth-mode", "rotur");
  expect(rotur).toEqual({
    owners: ["Mira"],
    advice: expect.stringContaining("Log in with the Rotur account Mira: it becomes owner."),
  });
  expect((await written("--owner-account", "mira")).advice).toContain("npm run cli -- chat --user mira\n");
  expect((await written("--owner-account", "mira", "--registration", "off")).advice).toContain(
    `npm run cli -- user create mira --data ${data}\n`,
  );
});

test("where both kinds of accounts can log in it asks which is meant, until the answer is one", async () => {
  const answers = { "Account that": "mira", "mira: Are these": "rotur" };
  const { asked } = await run([], answers);
  expect(asked.at(-1)).toBe("mira: Are these accounts of this server (local) or of Rotur (rotur)? [local]: ");
  expect(config().owners).toEqual(["mira"]);
  await run(["--force"], { "Account that": "mira" });
  expect(config().owners).toEqual(["USR:local_mira"]);
  const certain = await run(["--force"], { "Account that": "USR:local_mira" });
  expect(certain.asked.at(-1)).toStartWith("Account that");
  const wrong = await run(["--force"], { "Account that": "m!" });
  expect(wrong.output).toContain("! 'm!' can't be an account of this server");
  expect(config().owners).toEqual([]);
});

test.each([
  [["--owner-account", "USR:local_mira", "--auth-mode", "rotur"], "none can log in with the mode"],
  [
    ["--owner-account", "mira", "--auth-mode", "cracked-only", "--owner-kind", "rotur"],
    "none can log in with the mode",
  ],
  [["--owner-account", "m"], "can't be an account of this server: Username must be 2-32 characters."],
  [["--owner-account", "mira", "--owner-kind", "both"], "--owner-kind: it must be local or rotur."],
])("an owner account that can match nobody stops it: %p", async (args, reason) => {
  const { code, output } = await run(["--yes", ...args]);
  expect(code).toBe(1);
  expect(output).toContain(reason);
  expect(existsSync(data)).toBe(false);
});

test("answers reach the file", async () => {
  const { code } = await run(
    [],
    [
      "Tea House",
      "https://tea.example/icon.png",
      "",
      "https://tea.example",
      "mira",
      "0.0.0.0",
      "7000",
      "500",
      "10",
      ".PNG, webp,svg, ../x",
      "CRACKED-only",
      "no",
      "mira, kim",
    ],
  );
  expect(code).toBe(0);
  expect(config()).toMatchObject({
    server: {
      name: "Tea House",
      icon: "https://tea.example/icon.png",
      banner: null,
      url: "https://tea.example",
      owner: { name: "mira" },
    },
    websocket: { host: "0.0.0.0", port: 7000 },
    limits: { post_content: 500, search_results: 10 },
    uploads: { emoji_allowed_file_types: ["png", "webp"] },
    auth_mode: "cracked-only",
    cracked: { allow_registration: false },
    owners: ["USR:local_mira", "USR:local_kim"],
    permissions: { enforce_member_permissions: true },
  });
});

test("a wrong number is a warning and the usual one is taken", async () => {
  const { code, output } = await run([], {
    Port: "many",
    Characters: "0x10",
    Results: "-1",
    "File types": "../",
  });
  expect(code).toBe(0);
  expect(output).toContain("5613 is taken instead");
  expect(config()).toMatchObject({
    websocket: { port: 5613 },
    limits: { post_content: 2000, search_results: 30 },
    uploads: { emoji_allowed_file_types: ["gif", "jpg", "jpeg", "png"] },
  });
});

test("an unclear choice is asked again; registration isn't asked for Rotur accounts", async () => {
  const { asked } = await run([], ["", "", "", "", "", "", "", "", "", "", "open", "rotur", ""]);
  expect(asked.filter((question) => question.startsWith("Who may"))).toHaveLength(2);
  expect(asked.some((question) => question.startsWith("May anybody"))).toBe(false);
  expect(config().auth_mode).toBe("rotur");

  rmSync(data, { recursive: true });
  const second = await run(["--auth-mode", "cracked"], [...Array<string>(10).fill(""), "perhaps", "N"]);
  expect(second.asked.filter((question) => question.startsWith("May anybody"))).toHaveLength(2);
  expect(config().cracked.allow_registration).toBe(false);
});

test("an icon file is copied, a bare name must be in the folder of assets", async () => {
  writeFileSync(join(folder, "logo.png"), "picture");
  mkdirSync(join(data, "db", "serverAssets"), { recursive: true });
  writeFileSync(join(data, "db", "serverAssets", "banner.png"), "banner");
  const { code } = await run([], { Icon: join(folder, "logo.png"), Banner: "banner.png" });
  expect(code).toBe(0);
  expect(config().server).toMatchObject({ icon: "logo.png", banner: "banner.png" });
  expect(readFileSync(join(data, "db", "serverAssets", "logo.png"), "utf8")).toBe("picture");
  expect(readFileSync(join(data, "db", "serverAssets", "banner.png"), "utf8")).toBe("banner");
});

test("a missing icon is a warning and none; an address of another kind too", async () => {
  const { code, output } = await run([], { Icon: "/none/logo.png", Banner: "ftp://tea.example/b.png" });
  expect(code).toBe(0);
  expect(output).toContain("There is no file /none/logo.png.");
  expect(output).toContain("A URL must start with https:// or http://.");
  expect(config().server).toMatchObject({ icon: null, banner: null });
});

test("an existing file stays unless its replacement is confirmed", async () => {
  mkdirSync(data);
  writeFileSync(join(data, "config.json"), "mine");
  for (const answers of [[""], ["n"], ["maybe", "no"]]) {
    const { code, output } = await run([], answers);
    expect(code).toBe(0);
    expect(output).toEndWith("Nothing was changed.");
    expect(readFileSync(join(data, "config.json"), "utf8")).toBe("mine");
  }
  expect((await run([], ["TRUE", "Tea House"])).code).toBe(0);
  expect(config().server.name).toBe("Tea House");
  const [backup = ""] = readdirSync(join(data, "db", "backup"));
  expect(readFileSync(join(data, "db", "backup", backup), "utf8")).toBe("mine");
});

test("Ctrl-C ends with exit code 1 and changes nothing", async () => {
  const { code } = await run([], ["Tea House", null]);
  expect(code).toBe(1);
  expect(existsSync(data)).toBe(false);
});

test("with --yes nothing is asked; flags win over the environment", async () => {
  const { code, asked } = await run(
    [
      "--yes",
      "--name",
      "Tea House",
      "--registration=off",
      "--owner-account",
      "USR:local_mira",
      "--port",
      "0",
    ],
    [],
    {
      ORIGINCHATS_NAME: "From the environment",
      ORIGINCHATS_URL: "wss://tea.example",
      ORIGINCHATS_MAX_MESSAGE_LENGTH: "99",
      ORIGINCHATS_HOST: "",
    },
  );
  expect(code).toBe(0);
  expect(asked).toEqual([]);
  expect(config()).toMatchObject({
    server: { name: "Tea House", url: "wss://tea.example" },
    websocket: { host: "127.0.0.1", port: 0 },
    limits: { post_content: 99 },
    cracked: { allow_registration: false },
    owners: ["USR:local_mira"],
  });
});

test("the environment alone is enough", async () => {
  const io = {
    env: { ORIGINCHATS_DATA: data, ORIGINCHATS_YES: "1", ORIGINCHATS_AUTH_MODE: "rotur" },
    print: () => {},
    ask: async () => null,
  };
  expect(await runSetup([], io)).toBe(0);
  expect(config().auth_mode).toBe("rotur");
});

test("a flag replaces its question only", async () => {
  const { asked } = await run(["--name", "Tea House"]);
  expect(asked).toHaveLength(12);
  expect(asked.some((question) => question.startsWith("Server name"))).toBe(false);
});

test("--force replaces an existing file without a question, --yes alone doesn't", async () => {
  mkdirSync(data);
  writeFileSync(join(data, "config.json"), "mine");
  const refused = await run(["--yes"]);
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("--force");
  expect(readFileSync(join(data, "config.json"), "utf8")).toBe("mine");
  expect((await run(["--yes", "--force"])).code).toBe(0);
  expect(config().auth_mode).toBe("cracked");
});

test.each([
  [["--port", "99999"], "--port: websocket.port must be a whole number from 0 to 65535"],
  [["--port", ""], "--port: websocket.port"],
  [["--auth-mode", "open"], "--auth-mode: auth_mode must be"],
  [["--registration", "maybe"], "--registration: cracked.allow_registration must be true or false"],
  [["--icon", "/none/x.png"], "--icon: There is no file"],
  [["--emoji-types", "../x"], "--emoji-types: uploads.emoji_allowed_file_types"],
  [["--url", "not a host"], "--url: server.url must be"],
  [["--frobnicate"], "Unknown option '--frobnicate'"],
  [["stray"], "stray"],
])("%p is refused before anything is asked or written", async (args, words) => {
  const { code, asked, output } = await run(args);
  expect(code).toBe(1);
  expect(output).toContain(words);
  expect(asked).toEqual([]);
  expect(existsSync(data)).toBe(false);
});

test("a folder that can't be made is exit code 1", async () => {
  writeFileSync(data, "a file");
  const { code, output } = await run(["--yes"]);
  expect(code).toBe(1);
  expect(output).toStartWith("Setup stopped: ");
});

test("--json answers for programs, and asks nothing", async () => {
  const answered = async (...args: string[]) => {
    const { code, asked, output } = await run([...args, "--json"]);
    expect(asked).toEqual([]);
    return [code, JSON.parse(output)];
  };
  expect(await answered()).toEqual([1, { problem: "--json asks nothing: add --yes" }]);
  const path = join(data, "config.json");
  expect(await answered("--yes")).toEqual([0, { config: path }]);
  expect(existsSync(path)).toBe(true);
  expect(await answered("--yes")).toEqual([1, { problem: expect.stringContaining("is there already") }]);
  expect(await answered("--yes", "--data", "")).toEqual([1, { problem: "--data needs a folder." }]);
});

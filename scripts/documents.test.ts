import { describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { Parser } from "@asyncapi/parser";
import { Value } from "@sinclair/typebox/value";
import { commands } from "../src/handlers/registry.gen.ts";
import { closeCodes } from "../src/protocol/close-codes.ts";
import { errorTable } from "../src/protocol/errors.ts";
import { replyExample, requestExample } from "./documents/command-page.ts";
import { eventExample } from "./documents/event-page.ts";
import { protocol } from "./documents/protocol.ts";
import { documents, leftovers } from "./documents.ts";

const made = documents();
const pages = [...made].filter(([path]) => path.endsWith(".md") && path.startsWith("docs/protocol/"));
const whole = protocol();

function text(path: string): string {
  return made.get(`docs/protocol/${path}`) ?? "";
}

/** The document with this command alone: the parser takes seconds for the whole one. */
function onlyAbout(command: string, document: string): string {
  const whole = JSON.parse(document);
  const { socket } = whole.channels;
  const operation = whole.operations[command];
  const kept = (name: string) => JSON.stringify(operation).includes(`/messages/${name}"`);
  return JSON.stringify({
    ...whole,
    operations: { [command]: operation },
    channels: { socket: { ...socket, messages: pick(socket.messages, kept) } },
    components: { ...whole.components, messages: pick(whole.components.messages, kept) },
  });
}

function pick(from: object, kept: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => kept(name)));
}

describe("the AsyncAPI document", () => {
  async function problems(document: string): Promise<string[]> {
    const { diagnostics } = await new Parser().parse(document);
    return diagnostics
      .filter(({ severity }) => severity <= 1)
      .map(({ message, path }) => `${path.join(".")}: ${message}`);
  }

  test("is accepted by AsyncAPI's own parser, without errors or warnings", async () => {
    expect(await problems(text("asyncapi.json"))).toEqual([]);
  }, 300_000);

  test("would be refused with a reference to nowhere or a type that does not exist", async () => {
    const small = onlyAbout("status_get", text("asyncapi.json"));
    expect(await problems(small)).toEqual([]);
    const dangling = small.replace("#/components/schemas/status", "#/components/schemas/nothing");
    const mistyped = small.replace('"type":"string"', '"type":"text"');
    for (const broken of [dangling, mistyped]) {
      expect(broken).not.toBe(small);
      expect(await problems(broken)).not.toEqual([]);
    }
  }, 300_000);

  test("has an operation for every command and every event", () => {
    const { operations } = JSON.parse(text("asyncapi.json"));
    const names = [
      ...Object.keys(commands),
      ...whole.events.map(({ definition }) => `${definition.name}.event`),
    ];
    expect(Object.keys(operations).sort()).toEqual(names.sort());
  });
});

test("every command and every event has a page, and the index leads to it", () => {
  const paths = [
    ...Object.keys(commands).map((name) => `commands/${name}.md`),
    ...whole.events.map(({ definition }) => `events/${definition.name}.md`),
  ];
  for (const path of paths) {
    expect(text(path), path).toStartWith("# ");
    expect(text("README.md")).toContain(`](${path})`);
  }
});

test("the errors page has a row for every code, the page of close codes for every code", () => {
  for (const code of Object.keys(errorTable)) expect(text("errors.md")).toContain(`</a>\`${code}\` |`);
  for (const { code } of Object.values(closeCodes)) expect(text("close-codes.md")).toContain(`\n| ${code} |`);
});

test("a command's page tells who may call it, what it costs, what it answers and what it causes", () => {
  const page = text("commands/user_roles_set.md");
  for (const part of [
    "| Permission | `manage_users` |",
    "| Cost | budget `change`: 120 per minute, 40 at once |",
    "| Capability | `user_roles_set` |",
    "| `roles` | list of string | yes | 1 to 100 entries; each 1 to 100 characters |",
    "`cmd` is `user_roles_get`.",
    "[user_roles_get](../events/user_roles_get.md)",
    "[last_owner](../errors.md#last_owner)",
    "[internal_error](../errors.md#internal_error)",
  ]) {
    expect(page).toContain(part);
  }
  expect(text("commands/login.md")).toContain("| Capability | not announced |");
  expect(text("events/user_roles_get.md")).toContain("[user_roles_set](../commands/user_roles_set.md)");
  expect(text("events/typing.md")).toContain("| May be left out | yes");
});

test("every link leads to a page or a heading that exists", () => {
  for (const [path, content] of pages) {
    for (const [, target = ""] of content.matchAll(/\]\(([^)]+)\)/g)) {
      const [file = "", anchor] = target.split("#");
      const linked = file === "" ? content : made.get(normalize(join(dirname(path), file)));
      expect(linked, `${path} links to ${target}`).toBeDefined();
      if (anchor === undefined) continue;
      const marks = [`<a id="${anchor}">`, `\n## ${anchor}\n`];
      expect(
        marks.some((mark) => linked?.includes(mark)),
        `${path} links to ${target}`,
      ).toBe(true);
    }
  }
});

test("no cell breaks its table", () => {
  for (const [path, content] of pages) {
    expect(content, path).not.toContain("undefined");
    for (const block of content.split("\n\n").filter((part) => part.startsWith("| "))) {
      const widths = block
        .trim()
        .split("\n")
        .map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size, `${path}: ${block}`).toBe(1);
    }
  }
});

test("no page names a section of the specification, which its readers do not have", () => {
  for (const [path, content] of pages) {
    const line = content.split("\n").find((each) => each.includes("§"));
    expect(line, `${path}: say it in words`).toBeUndefined();
  }
});

test("every example is a valid packet", () => {
  for (const command of whole.commands) {
    const { name, request, reply } = command.definition;
    expect([...Value.Errors(request, requestExample(command))], name).toEqual([]);
    const answer = replyExample(command);
    if (answer) expect([...Value.Errors(reply, answer)], name).toEqual([]);
  }
  for (const event of whole.events) {
    const { name, fields } = event.definition;
    expect([...Value.Errors(fields, eventExample(event))], name).toEqual([]);
  }
});

test("no example lies in a thread of a channel that has none", () => {
  const packets = [...whole.commands.map(replyExample), ...whole.events.map(eventExample)];
  const named = packets.flatMap((packet) =>
    packet && "thread_id" in packet && packet.thread_id !== null && "channel" in packet
      ? [packet.channel]
      : [],
  );
  expect(named).not.toBeEmpty();
  expect(named).not.toContain("general");
});

test("the texts are the same in another process, language and time zone", async () => {
  const script = `const { documents } = await import(${JSON.stringify(join(import.meta.dir, "documents.ts"))});
    console.log(JSON.stringify([...documents()]));`;
  const other = Bun.spawn([process.execPath, "-e", script], {
    env: { ...process.env, TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" },
    stdout: "pipe",
  });
  expect(await other.stdout.text()).toBe(`${JSON.stringify([...made])}\n`);
});

test("a page of a command that is gone is found, a page that is made is kept", async () => {
  const root = await mkdtemp(join(tmpdir(), "documents-"));
  await mkdir(join(root, "docs/protocol/commands"), { recursive: true });
  for (const name of ["commands/gone.md", "commands/auth.md", "README.md"]) {
    await Bun.write(join(root, "docs/protocol", name), "");
  }
  await Bun.write(join(root, "docs/decisions.md"), "");
  expect(leftovers(root, made)).toEqual(["docs/protocol/commands/gone.md"]);
  expect(leftovers(join(root, "docs"), made)).toEqual([]);
  await rm(root, { recursive: true });
});

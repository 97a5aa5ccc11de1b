/** `chat` on a real terminal. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { connect } from "../../client/index.ts";
import { createScreen } from "../../tests/support/screen.ts";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const up = `${String.fromCharCode(27)}[A`;
/** Ctrl-U cuts the line, Ctrl-Y brings back what was cut. */
const [cut, paste] = ["\u0015", "\u0019"];

/** `chat` as somebody at a keyboard has it. */
function sitDown() {
  let output = "";
  const columns = 40;
  const screen = createScreen(columns);
  const decoder = new TextDecoder();
  let look = () => {};
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts"), "chat", "--url", server.ws], {
    terminal: {
      cols: columns,
      rows: 100,
      data(_terminal, data) {
        const text = decoder.decode(data, { stream: true });
        output += text;
        screen.write(text);
        look();
      },
    },
  });
  return {
    type: (keys: string) => child.terminal?.write(keys),
    rows: screen.rows,
    /** Resolves when the screen ends with these rows. */
    async shows(...last: string[]): Promise<void> {
      const ends = () => screen.rows().join("\n").trimEnd().endsWith(last.join("\n").trimEnd());
      while (!ends()) {
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    },
    async sees(text: string): Promise<void> {
      while (!output.includes(text)) {
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    },
    output: () => output,
    async ended(): Promise<number> {
      const code = await child.exited;
      child.terminal?.close();
      return code;
    },
  };
}

test("nothing brings back the password, neither Up nor Ctrl-Y, and the lines of the chat come back", async () => {
  const ann = sitDown();
  await ann.sees("Name: ");
  ann.type("ann\r");
  await ann.sees("Password: ");
  ann.type(`tea and${cut}tea and cake\r`);
  await ann.sees("Make it? (y/n) ");
  ann.type(`${up}y\r`);
  await ann.sees("again: ");
  ann.type("tea and cake\r");
  await ann.sees("#general > ");
  const listener = await connect(server.ws, {
    login: { register: { username: "lea", password: "tea and cake" } },
  });
  const received: string[] = [];
  listener.on("message_new", ({ message }) => received.push(message.content));
  for (const keys of [up, `${up}${up}`, paste]) ann.type(`${keys}\r`);
  ann.type("Good morning\r");
  await ann.sees("ann: Good morning");
  ann.type(`${up}!\r`);
  await ann.sees("ann: Good morning!");
  ann.type("/quit\r");
  expect(await ann.ended()).toBe(0);
  expect(received).toEqual(["Good morning", "Good morning!"]);
  expect(ann.output()).not.toContain("tea");
  listener.close();
});

test("nor one that was entered together with the name", async () => {
  const bob = sitDown();
  await bob.sees("Name: ");
  bob.type("bob\rtea and cake\ry\rtea and cake\r");
  await bob.sees("#general > ");
  bob.type(`${up}\r`);
  bob.type("Good evening\r");
  await bob.sees("bob: Good evening");
  bob.type("/quit\r");
  expect(await bob.ended()).toBe(0);
  expect(bob.output()).not.toContain("bob: tea and cake");
});

async function enters(name: string) {
  const one = sitDown();
  await one.sees("Name: ");
  one.type(`${name}\r`);
  await one.sees("Password: ");
  one.type("tea and cake\r");
  await one.sees("(y/n) ");
  one.type("y\r");
  await one.sees("again: ");
  one.type("tea and cake\r");
  await one.sees("#general > ");
  return one;
}

test("a long line stands on the screen once, whatever comes while it is written and when it was entered", async () => {
  const cleo = await enters("cleo");
  const other = await connect(server.ws, {
    login: { register: { username: "otto", password: "tea and cake" } },
  });
  await cleo.shows("(otto is new here)", "(otto came in)", "#general >");
  // 11 characters of the question and 70 of the line: three rows.
  const line = "0123456789".repeat(7);
  cleo.type(line);
  const rows = ["#general > 01234567890123456789012345678", "9012345678901234567890123456789012345678", "9"];
  await cleo.shows("(otto came in)", ...rows);
  await other.request("typing", { channel: "general" });
  await cleo.sees("otto is typing");
  const { message } = await other.request("message_new", { channel: "general", content: "Good morning" });
  const time = new Date(message.timestamp * 1000).toTimeString().slice(0, 5);
  await cleo.shows("(otto came in)", `${time} otto: Good morning`, ...rows);
  cleo.type("\r");
  await cleo.sees("cleo: ");
  const said = `${time.slice(0, 2)}`;
  await cleo.shows("#general >");
  const after = cleo.rows().slice(cleo.rows().indexOf(`${time} otto: Good morning`) + 1);
  expect(after.join("")).toMatch(new RegExp(`^${said}:\\d\\d cleo: ${line}#general >$`));
  // And one that ends where the row does.
  cleo.type("x".repeat(29));
  await cleo.shows(`#general > ${"x".repeat(29)}`);
  await other.request("message_new", { channel: "general", content: "Still here?" });
  await cleo.sees("Still here?");
  await cleo.shows(`#general > ${"x".repeat(29)}`);
  cleo.type("\r");
  await cleo.shows("#general >");
  expect(cleo.rows().filter((row) => row.includes("xxx"))).toHaveLength(1);
  expect(cleo.rows().filter((row) => row.includes("#general >"))).toHaveLength(1);
  cleo.type("/quit \r");
  expect(await cleo.ended()).toBe(0);
  other.close();
});

test("members are shown as typing while they type a message, not a command", async () => {
  const dora = await enters("dora");
  const other = await connect(server.ws, {
    login: { register: { username: "paul", password: "tea and cake" } },
  });
  const received: string[] = [];
  other.on("typing", ({ user }) => received.push(user));
  dora.type("/mute dora\r");
  // Behind whatever was sent before on the same connection.
  await dora.sees("(Access denied");
  await other.request("ping");
  expect(received).toEqual([]);
  const told = other.next("typing");
  dora.type("/");
  dora.type("/shrug");
  await told;
  dora.type("\r/quit\r");
  expect(await dora.ended()).toBe(0);
  other.close();
});

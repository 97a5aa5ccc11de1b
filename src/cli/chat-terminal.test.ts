/** `chat` on a real terminal. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { connect } from "../../client/index.ts";
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
  let look = () => {};
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts"), "chat", "--url", server.ws], {
    terminal: {
      cols: 100,
      rows: 30,
      data(_terminal, data) {
        output += new TextDecoder().decode(data);
        look();
      },
    },
  });
  return {
    type: (keys: string) => child.terminal?.write(keys),
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
  await ann.sees("#general > ");
  const listener = await connect(server.ws, {
    login: { register: { username: "lea", password: "tea and cake" } },
  });
  const heard: string[] = [];
  listener.on("message_new", ({ message }) => heard.push(message.content));
  for (const keys of [up, `${up}${up}`, paste]) ann.type(`${keys}\r`);
  ann.type("Good morning\r");
  await ann.sees("ann: Good morning");
  ann.type(`${up}!\r`);
  await ann.sees("ann: Good morning!");
  ann.type("/quit\r");
  expect(await ann.ended()).toBe(0);
  expect(heard).toEqual(["Good morning", "Good morning!"]);
  expect(ann.output()).not.toContain("tea");
  listener.close();
});

test("nor one that was entered together with the name", async () => {
  const bob = sitDown();
  await bob.sees("Name: ");
  bob.type("bob\rtea and cake\r");
  await bob.sees("#general > ");
  bob.type(`${up}\r`);
  bob.type("Good evening\r");
  await bob.sees("bob: Good evening");
  bob.type("/quit\r");
  expect(await bob.ended()).toBe(0);
  expect(bob.output()).not.toContain("bob: tea and cake");
});

/** How the server's process stops, and what SIGHUP does. */

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { account, enter } from "./support/child-login.ts";
import { enterByRotur } from "./support/enter-by-rotur.ts";
import { type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import { connectRaw } from "./support/raw-socket.ts";
import { type ChildServer, newFolder, spawnServer, writeConfig } from "./support/server.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("stopping", () => {
  let rotur: FakeRotur;
  beforeEach(() => {
    rotur = startFakeRotur();
    writeConfig(folder, { auth_mode: "rotur", rotur: { base_url: rotur.url } });
  });
  afterEach(() => rotur.stop());

  const enterAs = (server: ChildServer, name: string) => enterByRotur(rotur, server.ws, name);

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s: what is under way is answered and stored, clients are told, exit code 0",
    async (signal) => {
      await using server = await spawnServer(folder);
      const mira = await enterAs(server, "mira");
      const miraEnded = mira.next("closed");
      const joined = mira.next("user_join", ({ user }) => user.username === "zoe");
      rotur.mode("hold");
      // Zoe's login waits for the identity service when the signal arrives.
      const entering = enterAs(server, "zoe");
      await rotur.arrived(2);
      server.kill(signal);
      await server.said("Stopping");
      rotur.release();

      const zoe = await entering;
      expect(zoe.user.username).toBe("zoe");
      const zoeEnded = zoe.next("closed");
      await joined;
      expect((await miraEnded).code).toBe(1001);
      expect((await zoeEnded).code).toBe(1001);
      expect(await server.exited).toBe(0);

      rotur.mode("ok");
      await using again = await spawnServer(folder);
      const { users } = await (await enterAs(again, "mira")).request("users_list");
      expect(users.map(({ username }) => username)).toEqual(["mira", "zoe"]);
    },
  );

  test("in the middle of a storm: every acknowledged message is there after the next start", async () => {
    await using server = await spawnServer(folder);
    const people = await Promise.all(Array.from({ length: 5 }, (_, index) => enterAs(server, `p${index}`)));
    const acknowledged: string[] = [];
    const storms = people.map(async (person) => {
      const ended = person.next("closed");
      for (let open = true; open; ) {
        const burst = Array.from({ length: 20 }, () =>
          person.request("message_new", { channel: "general", content: "storm" }).then(
            ({ message }) => acknowledged.push(message.id),
            () => {
              open = false;
            },
          ),
        );
        await Promise.all(burst);
        if (acknowledged.length > 500) server.kill("SIGTERM");
      }
      return (await ended).code;
    });
    expect(await Promise.all(storms)).toEqual([1001, 1001, 1001, 1001, 1001]);
    expect(await server.exited).toBe(0);

    await using again = await spawnServer(folder);
    const reader = await enterAs(again, "p0");
    const stored = new Set<string>();
    for (let start = 0, more = true; more; start += 200) {
      const { messages } = await reader.request("messages_get", { channel: "general", start, limit: 200 });
      for (const { id } of messages) stored.add(id);
      more = messages.length > 0;
    }
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });

  test("a client that never answers the close does not hold it up", async () => {
    await using server = await spawnServer(folder);
    const mute = await Bun.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(server.url).port),
      socket: {
        data() {},
        open(socket) {
          socket.write(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
          );
        },
      },
    });
    await enterAs(server, "mira");
    server.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    mute.end();
  });
});

/** From the signal to the end of the process, seen from outside, in milliseconds. */
async function timeToStop(server: ChildServer, signal: NodeJS.Signals) {
  const start = performance.now();
  server.kill(signal);
  const code = await server.exited;
  return { code, milliseconds: performance.now() - start };
}

describe("stopping when others do not play along", () => {
  test("a login that hangs, requests under way and clients that don't read: exit code 0 within 5 s", async () => {
    const rotur = startFakeRotur();
    writeConfig(folder, {
      rotur: { base_url: rotur.url, timeout_ms: 60_000 },
      limits: { post_content: 1_000_000, packets_per_second: 1_000_000, packets_burst: 1_000_000 },
    });
    await using server = await spawnServer(folder);
    const mira = await enter(server);
    const stuck = [await connectRaw(server.url), await connectRaw(server.url)];
    for (const peer of stuck) {
      peer.send({ cmd: "login", ...account });
      await peer.packet("ready");
      peer.pause();
    }
    const fill = { channel: "general", content: "x".repeat(200_000) };
    for (let posts = 0; posts < 30; posts++) await mira.request("message_new", fill);
    rotur.mode("hang");
    const { validatorFor } = rotur.account("zoe");
    const login = { validator: async (key: string) => validatorFor(key) };
    const hanging = connect(server.ws, { login, reconnect: [] }).catch(() => {});
    await rotur.arrived(1);
    const underWay = Array.from({ length: 200 }, () =>
      mira.request("message_new", { channel: "general", content: "under way" }).catch(() => {}),
    );

    // Operators are promised this (docs/operating.md). It is no measurement.
    const { code, milliseconds } = await timeToStop(server, "SIGTERM");
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(5000);
    await Promise.all([hanging, ...underWay]);
    for (const peer of stuck) peer.destroy();
    await rotur.stop();
  }, 20_000);

  test("a database that another program holds is not waited for: it is logged, exit code 1", async () => {
    writeConfig(folder);
    await using server = await spawnServer(folder);
    const mira = await enter(server);
    await mira.request("message_new", { channel: "general", content: "stored" });
    const holder = new Database(join(folder, "db", "server.db"));
    holder.run("BEGIN IMMEDIATE");
    const requests = async () =>
      Number(/requests_total (\d+)/.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]);
    const before = await requests();
    const refused = mira.request("message_new", { channel: "general", content: "waits" }).catch(() => "lost");
    while ((await requests()) === before);

    const { code } = await timeToStop(server, "SIGINT");
    expect(code).toBe(1);
    expect(server.errors()).toContain('"Stopping took too long"');
    expect(await refused).toBe("lost");
    holder.run("ROLLBACK");
    holder.close();
  }, 20_000);
});

test("SIGHUP reads the configuration again; one with a problem changes nothing", async () => {
  // Behind a link the watcher of the folder sees nothing, so it is the signal that counts.
  const elsewhere = newFolder();
  writeConfig(elsewhere, { server: { name: "Before" } });
  symlinkSync(join(elsewhere, "config.json"), join(folder, "config.json"));
  await using server = await spawnServer(folder);
  const name = async () =>
    ((await (await fetch(`${server.url}/info`)).json()) as { server: { name: string } }).server.name;
  expect(await name()).toBe("Before");

  writeConfig(elsewhere, { server: { name: "After" } });
  server.kill("SIGHUP");
  await server.said("The configuration was reloaded.");
  expect(await name()).toBe("After");

  server.kill("SIGHUP");
  await server.said("The configuration is as it was");

  writeConfig(elsewhere, { server: { name: 5 } });
  server.kill("SIGHUP");
  await server.said("server.name must be ");
  expect(await name()).toBe("After");
  expect(server.errors().match(/"Reloading the configuration"/g)).toHaveLength(3);
  rmSync(elsewhere, { recursive: true });
});

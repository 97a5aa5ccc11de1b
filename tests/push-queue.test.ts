/** Web push: what becomes of a message when its push service is busy, or the server ends. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { connect } from "../client/index.ts";
import { openPushScene, type PushScene, pushConfig } from "./support/push-scene.ts";
import { newFolder, spawnServer, writeConfig } from "./support/server.ts";

let scene: PushScene;
beforeEach(async () => {
  scene = await openPushScene();
});
afterEach(() => scene.close());

describe("a busy push service", () => {
  const busy =
    (headers: Record<string, string> = {}) =>
    () =>
      new Response(null, { status: 503, headers });
  const done = () => new Response(null, { status: 201 });
  test("is asked again, later each time", async () => {
    await scene.away();
    scene.phone.answers(busy(), busy(), done);
    await scene.say("@mira patience");
    await scene.refused(1);
    scene.now += 29_000;
    await scene.look();
    expect(scene.phone.requests).toBe(1);
    scene.now += 2000;
    await scene.look();
    await scene.refused(2);
    scene.now += 59_000;
    await scene.look();
    expect(scene.phone.requests).toBe(2);
    scene.now += 2000;
    await scene.look();
    const { payload, headers } = await scene.phone.next();
    expect(payload.body).toBe("@mira patience");
    // What is left of a day.
    expect(Number(headers.get("ttl"))).toBe(86_400 - 92);
  });

  test.each([
    ["seconds", () => "600"],
    ["a date", () => new Date(scene.now + 600_000).toUTCString()],
  ])("is asked again when it says so: %s", async (_kind, after) => {
    await scene.away();
    scene.phone.answers(() => new Response(null, { status: 429, headers: { "retry-after": after() } }), done);
    await scene.say("@mira later");
    await scene.refused(1);
    scene.now += 590_000;
    await scene.look();
    expect(scene.phone.requests).toBe(1);
    scene.now += 11_000;
    await scene.look();
    expect((await scene.phone.next()).payload.body).toBe("@mira later");
  });

  test("gets nothing that is older than a day", async () => {
    await scene.away();
    scene.phone.answers(busy({ "retry-after": "90000" }), done);
    await scene.say("@mira old");
    await scene.refused(1);
    scene.now += 90_001_000;
    expect(await scene.got()).toEqual([]);
  });

  test("finds the newest fifty messages waiting", async () => {
    await scene.away();
    scene.phone.answers(busy({ "retry-after": "60" }), done);
    await scene.say("@mira 1");
    await scene.refused(1);
    for (let count = 2; count <= 60; count++) await scene.say(`@mira ${count}`);
    await scene.look();
    scene.now += 61_000;
    await scene.look();
    const bodies: string[] = [];
    while (bodies.length < 50) bodies.push((await scene.phone.next()).payload.body);
    expect(bodies).toEqual(Array.from({ length: 50 }, (_, index) => `@mira ${index + 11}`));
    expect(await scene.got()).toEqual([]);
  });

  test("that refuses a message doesn't get it again", async () => {
    await scene.away();
    scene.phone.answers(() => new Response(null, { status: 413 }), done);
    await scene.say("@mira refused");
    await scene.refused(1);
    scene.now += 3_600_000;
    expect(await scene.got()).toEqual([]);
    const metrics = await (await fetch(`${scene.town.server.url}/metrics`)).text();
    expect(metrics).toContain('originchats_pushes_total{result="refused"} 1');
  });

  test("doesn't keep a message from those who are here", async () => {
    await scene.away();
    const hanging = Promise.withResolvers<Response>();
    scene.phone.answers(() => hanging.promise);
    const nora = await scene.town.join("nora");
    const told = nora.next("message_new");
    await scene.say("@mira hello");
    expect(await told).toMatchObject({ message: { content: "@mira hello" } });
    hanging.resolve(done());
    expect((await scene.phone.next()).payload.body).toBe("@mira hello");
  });
});

test("kill -9: what was acknowledged is pushed after the restart", async () => {
  const folder = newFolder();
  writeConfig(folder, pushConfig(scene.push));
  try {
    const first = await spawnServer(folder);
    const password = "tea and cake";
    const register = (username: string) => ({ login: { register: { username, password } }, reconnect: [] });
    const author = await connect(first.ws, register("author"));
    const reader = await connect(first.ws, register("reader"));
    await reader.request("push_subscribe", { subscription: scene.phone.subscription });
    const gone = author.next("user_disconnect");
    reader.close();
    await gone;
    // The push service never answers, so that the message is under way when the server ends.
    scene.phone.answers(() => new Promise<Response>(() => {}));
    await author.request("message_new", { channel: "general", content: "@reader one" });
    await scene.phone.asked(1);
    await author.request("message_new", { channel: "general", content: "@reader two" });
    first.kill("SIGKILL");
    expect(await first.exited).toBe("SIGKILL");

    scene.phone.answers(() => new Response(null, { status: 201 }));
    await using _second = await spawnServer(folder);
    const bodies = [(await scene.phone.next()).payload.body, (await scene.phone.next()).payload.body];
    expect(bodies.toSorted()).toEqual(["@reader one", "@reader two"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Requests of no subject: ping, unknown commands, broken frames and `listener`. */
import { afterEach, describe, expect, test } from "bun:test";
import { cooksIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { openTown, type Town } from "./support/town.ts";

let town: Town;
let now = 1_800_000_000_000;
afterEach(() => town.close());

/** Time stands still. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown({ now: () => now, ...options });
  const people = await cooksIn(town);
  now += 2000;
  return people;
}

describe("ping and invalid requests", () => {
  test("ping tells the server's time and echoes a number", async () => {
    const { mira } = await cast();
    expect(await mira.request("ping", { sent_at: 1.25 })).toMatchObject({
      cmd: "pong",
      val: "pong",
      sent_at: 1.25,
      server_time: now / 1000,
    });
    for (const sent_at of ["1", null, {}, [1], true]) {
      expect(await mira.request("ping", { sent_at })).not.toHaveProperty("sent_at");
    }
  });

  test("unknown commands and broken frames are answered as errors", async () => {
    const { mira } = await cast();
    const odd: [string | object, object][] = [
      [{ cmd: "dance" }, { src: "dance", val: "Unknown command: dance", code: "unknown_command" }],
      [{ cmd: 5 }, { src: 5, val: "Unknown command: 5", code: "unknown_command" }],
      [{ cmd: "__proto__" }, { src: "__proto__", code: "unknown_command" }],
      [{ cmd: "constructor" }, { src: "constructor", code: "unknown_command" }],
      [{ hello: 1 }, { code: "unknown_command" }],
      ["not json", { code: "invalid_message" }],
      ["[1]", { code: "invalid_message" }],
      ["null", { code: "invalid_message" }],
      ['{"cmd":"ping","a":NaN}', { code: "invalid_message" }],
    ];
    for (const [frame, answer] of odd) {
      mira.send(frame);
      expect(await mira.next("error")).toMatchObject({ cmd: "error", ...answer });
      await mira.news();
    }
  });

  test("a listener is echoed only if it is a text of at most 256 characters", async () => {
    const { mira } = await cast();
    const pongs: Record<string, unknown>[] = [];
    mira.received((text) => pongs.push(JSON.parse(text)));
    for (const listener of ["x".repeat(256), "x".repeat(257), "", 5, null, ["x"], '"}\u2028'])
      mira.send({ cmd: "ping", listener });
    await mira.request("ping");
    expect(pongs.slice(0, -1).map(({ listener }) => listener)).toEqual([
      "x".repeat(256),
      ...Array(5).fill(undefined),
      '"}\u2028',
    ]);
  });
});

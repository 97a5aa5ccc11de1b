import { expect, test } from "bun:test";
import { piecesOf, readBody, SlowBody } from "./body.ts";

/** A request whose body comes in these pieces. `before` runs before each is handed on. */
function sending(pieces: readonly string[], before: () => void = () => {}): Request {
  const left = [...pieces];
  const body = new ReadableStream(
    {
      pull(controller) {
        const piece = left.shift();
        if (piece === undefined) return controller.close();
        before();
        controller.enqueue(new TextEncoder().encode(piece));
      },
    },
    { highWaterMark: 0 },
  );
  return new Request("http://127.0.0.1/", { method: "POST", body });
}

test("bytes are awaited before each piece, and not while it is worked on", async () => {
  const states: (boolean | string)[] = [];
  const client = { awaited: (isAwaited: boolean) => states.push(isAwaited) };
  for await (const piece of piecesOf(sending(["one", "two"]), client, () => 0)) {
    states.push(Buffer.from(piece).toString());
  }
  expect(states).toEqual([true, false, "one", true, false, "two", true, false]);
});

test("a body that comes too slowly is given up", async () => {
  let now = 0;
  const tick = () => {
    now += 20_000;
  };
  const slow = () => sending(["a", "b", "c"], tick);
  const client = { awaited() {} };
  const read = async () => {
    for await (const _ of piecesOf(slow(), client, () => now)) {
      // Nothing is done with it.
    }
  };
  await expect(read()).rejects.toThrow(SlowBody);
  expect(await readBody(slow(), client, 100, () => now)).toBe("too_slow");
});

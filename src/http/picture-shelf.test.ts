import { expect, test } from "bun:test";
import { openPictureShelf } from "./picture-shelf.ts";

/** A database with these pictures, whose reads end when the test says so. */
async function house(pictures: Readonly<Record<string, number>>, unused: ReadonlySet<string> = new Set()) {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const shelf = await openPictureShelf(
    {
      types: async () => Object.keys(pictures).map((id) => ({ id, type: "image/png" })),
      picture(id) {
        asked.push(id);
        const bytes = Buffer.alloc(pictures[id] ?? 0);
        return new Promise((resolve) =>
          waiting.push(() => resolve({ type: "image/png", data: bytes.toString("base64") })),
        );
      },
    },
    (id) => !unused.has(id),
  );
  return {
    ...shelf,
    asked,
    /** Ends the read that is under way. */
    async answer() {
      waiting.shift()?.();
      for (let n = 0; n < 10; n++) await Promise.resolve();
    },
  };
}
const size = (found: Blob | null | "busy") => (found instanceof Blob ? found.size : found);

test("types are known without a read, sizes once a picture was read", async () => {
  const { lookUp, take, asked, answer } = await house({ a: 10 });
  expect([lookUp("a"), lookUp("b"), asked]).toEqual([{ type: "image/png", bytes: null }, null, []]);
  const taken = take("a", "n");
  await answer();
  expect([size(await taken), lookUp("a")]).toEqual([10, { type: "image/png", bytes: 10 }]);
});

test("one is read at a time, networks in turn, and each picture once for all waiting requests", async () => {
  const { take, asked, answer } = await house({ a: 1, b: 2, c: 3, d: 4 });
  const greedy = ["a", "b", "d", "a"].map((id) => take(id, "greedy"));
  const modest = take("c", "modest");
  expect(asked).toEqual(["a"]);
  await answer();
  expect(asked).toEqual(["a", "b"]);
  await answer();
  expect(asked).toEqual(["a", "b", "c"]);
  await answer();
  await answer();
  expect(asked).toEqual(["a", "b", "c", "d"]);
  expect((await Promise.all([...greedy, modest])).map(size)).toEqual([1, 2, 4, 1, 3]);
});

test("of too many that wait, those of the network with most of them are told so", async () => {
  const { take, answer } = await house({ a: 1, b: 2 });
  const first = take("a", "greedy");
  const more = Array.from({ length: 200 }, () => take("b", "greedy"));
  const modest = take("b", "modest");
  expect(size((await more.at(-1)) ?? null)).toBe("busy");
  await answer();
  await answer();
  expect([size(await first), size(await modest)]).toEqual([1, 2]);
});

test("what was asked for lately stays, up to 32 MiB; what is stored comes in at once", async () => {
  const megabyte = 1024 * 1024;
  const many = Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`p${n}`, megabyte]));
  const { take, stored, asked, answer } = await house({ ...many });
  for (const id of Object.keys(many)) {
    const taken = take(id, "n");
    await answer();
    await taken;
  }
  expect(size(await take("p0", "n"))).toBe(megabyte);
  stored("new", { type: "image/gif", data: Buffer.alloc(10).toString("base64") });
  expect((await take("new", "n")) as Blob).toMatchObject({ size: 10, type: "image/gif" });
  expect(asked).toHaveLength(32);
  // The one that was asked for longest ago made room.
  const again = take("p1", "n");
  await answer();
  await again;
  expect(asked.slice(32)).toEqual(["p1"]);
});

test("a picture that nobody has any more is forgotten", async () => {
  const { lookUp, stored, prune } = await house({ a: 1 }, new Set(["a", "b"]));
  stored("b", { type: "image/gif", data: "AAAA" });
  stored("c", { type: "image/gif", data: "AAAA" });
  prune();
  expect([lookUp("a"), lookUp("b"), lookUp("c")]).toEqual([null, null, { type: "image/gif", bytes: 3 }]);
});

import { expect, spyOn, test } from "bun:test";
import { fail, isFailure } from "../protocol/errors.ts";
import { createPasswords } from "./passwords.ts";

const passwords = createPasswords(() => performance.now());
const asker = { account: "mira", address: "192.0.2.7" };
const compare = (password: string, hash: string | null) => passwords.compare({ ...asker, password, hash });
const home = "198.51.100.1";
const matches = { matches: true };
const differs = { matches: false };

/** bcrypt with its lowest cost; Bun's own is the reference for what such a hash looks like. */
const bcrypt = (password: string) => Bun.password.hash(password, { algorithm: "bcrypt", cost: 4 });

async function hashed(password: string): Promise<string> {
  const hash = await passwords.hash(password, asker);
  if (typeof hash !== "string") throw new Error(hash.val);
  return hash;
}

test("a password matches its own hash and no other, whatever its letters", async () => {
  for (const password of ["tea time", "пароль", "\u0000zero", "broken \ud800", "x".repeat(5000)]) {
    const hash = await hashed(password);
    expect(await compare(password, hash)).toEqual(matches);
    expect(await compare(`${password}!`, hash)).toEqual(differs);
  }
});

test("a hash is argon2id with OWASP's parameters and a salt of its own", async () => {
  const [first, second] = [await hashed("tea time"), await hashed("tea time")];
  expect(first).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
  expect(first).not.toBe(second);
});

test("bcrypt hashes of every prefix are accepted", async () => {
  const hash = await bcrypt("tea time");
  for (const prefix of ["$2a$", "$2b$", "$2y$"]) {
    expect(await compare("tea time", hash.replace("$2b$", prefix))).toEqual(matches);
    expect(await compare("tea tim", hash.replace("$2b$", prefix))).toEqual(differs);
  }
});

test("a bcrypt hash made by another library holds", async () => {
  // The well-known vector of John the Ripper's test suite.
  const hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  expect(await compare("U*U", hash)).toEqual(matches);
  expect(await compare("U*V", hash)).toEqual(differs);
});

test("argon2id hashes with other parameters hold, up to what RFC 9106 proposes for small machines", async () => {
  const hash = await Bun.password.hash("tea time", {
    algorithm: "argon2id",
    memoryCost: 65_536,
    timeCost: 3,
  });
  expect(await compare("tea time", hash)).toEqual(matches);
  expect(await compare("tea tim", hash)).toEqual(differs);
});

test("with bcrypt only the first 72 bytes of a password count, as in the reference", async () => {
  const hash = await bcrypt("é".repeat(36));
  expect(await compare("é".repeat(40), hash)).toEqual(matches);
  expect(await compare("é".repeat(35), hash)).toEqual(differs);
});

test("a malformed hash, or one that would take for ever, matches nothing and doesn't throw", async () => {
  const argon2 = await hashed("tea time");
  const blowfish = await bcrypt("tea time");
  const malformed = [
    "",
    "tea time",
    "$2b$04$short",
    blowfish.replace("$04$", "$31$"),
    blowfish.replace("$2b$", "$2x$"),
    argon2.slice(0, -1),
    "$argon2id$v=19$m=19456,t=2,p=1$aa$bb",
    argon2.replace("m=19456", "m=4294967295"),
    await Bun.password.hash("tea time", { algorithm: "argon2id", memoryCost: 65_537, timeCost: 1 }),
    await Bun.password.hash("tea time", { algorithm: "argon2id", memoryCost: 64, timeCost: 17 }),
    argon2.replace("argon2id", "argon2i"),
    "\u0000",
  ];
  for (const hash of malformed) expect(await compare("tea time", hash)).toEqual(differs);
  for (const hash of malformed) expect(await compare("", hash)).toEqual(differs);
});

test("without a hash the same work is done as with one, and nothing matches", async () => {
  const verify = spyOn(Bun.password, "verify");
  try {
    for (const hash of [null, "malformed"]) {
      verify.mockClear();
      expect(await compare("tea time", hash)).toEqual(differs);
      expect(verify).toHaveBeenCalledTimes(1);
      const [, compared] = verify.mock.calls[0] ?? [];
      expect(passwords.outdated(String(compared))).toBe(false);
      expect(await verify.mock.results[0]?.value).toBe(false);
      // Even the right password of the stand-in doesn't let anybody in.
      verify.mockResolvedValueOnce(true);
      expect(await compare("tea time", hash)).toEqual(differs);
    }
  } finally {
    verify.mockRestore();
  }
});

test("everything but argon2id with the present parameters is outdated", async () => {
  const hash = await hashed("tea time");
  expect(passwords.outdated(hash)).toBe(false);
  expect(passwords.outdated(hash.replace("t=2", "t=1"))).toBe(true);
  expect(passwords.outdated(hash.replace("m=19456", "m=4096"))).toBe(true);
  expect(passwords.outdated(await bcrypt("tea time"))).toBe(true);
  expect(passwords.outdated("")).toBe(true);
});

test("the event loop turns while passwords are hashed and compared", async () => {
  const hash = await hashed("tea time");
  const works = [() => passwords.hash("tea time", asker), () => compare("tea time", hash)];
  for (const work of works) {
    let done = false;
    const result = work().finally(() => {
      done = true;
    });
    let turns = 0;
    for (; !done; turns++) await new Promise((resolve) => setImmediate(resolve));
    await result;
    // Blocking work would be done within the first turn or two.
    expect(turns).toBeGreaterThan(5);
  }
});

/** Comparisons that end when the test says so. */
function heldComparisons() {
  const held: (() => void)[] = [];
  const verify = spyOn(Bun.password, "verify").mockImplementation(
    () => new Promise((resolve) => held.push(() => resolve(true))),
  );
  return { held, [Symbol.dispose]: () => verify.mockRestore() };
}

test("two run at once, ten thousand wait, and the next one is told how long that takes", async () => {
  const stored = await hashed("tea time");
  using comparisons = heldComparisons();
  const { held } = comparisons;
  let now = 0;
  const { hash, compare } = createPasswords(() => now);
  const one = (n: number) => compare({ account: `${n}`, address: home, password: "tea time", hash: stored });
  const results = Array.from({ length: 10_002 }, (_, n) => one(n));
  const refusal = {
    code: "too_many_attempts",
    val: "Too many attempts; wait 250 seconds",
    retryAfter: 250_000,
  } as const;
  expect(await one(10_002)).toEqual(refusal);
  expect(await hash("tea time", { account: "10003", address: home })).toEqual(refusal);
  expect(held.length).toBe(2);
  // Another network's is not refused: the full one makes room.
  results.push(compare({ account: "mira", address: "192.0.2.7", password: "tea time", hash: stored }));

  let done = false;
  const all = Promise.all(results).finally(() => {
    done = true;
  });
  while (!done) {
    expect(held.length).toBeLessThanOrEqual(2);
    now += 50;
    for (const resolve of held.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const answers = await all;
  expect(answers.at(-1)).toEqual(matches);
  expect(answers.filter((answer) => isFailure(answer))).toEqual([refusal]);
});

test("what was found out meanwhile is asked before each comparison, and told behind it", async () => {
  const stored = await hashed("tea time");
  let left = 5;
  const guess = (n: number) =>
    passwords.compare(
      { ...asker, password: `wrong ${n}`, hash: stored },
      () => (left > 0 ? null : fail("too_many_attempts", { seconds: 60 })),
      () => left--,
    );
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(n)));
  expect(answers.filter((answer) => "matches" in answer)).toHaveLength(5);
  expect(answers.filter((answer) => isFailure(answer))).toHaveLength(35);
});

test("once it is stopped, what waits is refused at once and nobody needs to be told", async () => {
  const stored = await hashed("tea time");
  using comparisons = heldComparisons();
  const { compare, stop } = createPasswords(() => performance.now());
  const results = Array.from({ length: 300 }, (_, n) =>
    compare({ account: `${n}`, address: home, password: "tea time", hash: stored }),
  );
  stop();
  expect(
    new Set((await Promise.all(results.slice(2))).map((answer) => isFailure(answer) && answer.quiet)),
  ).toEqual(new Set([true]));
  for (const resolve of comparisons.held) resolve();
  expect(await Promise.all(results.slice(0, 2))).toEqual([matches, matches]);
});

/** What keeps uploads from taking the server's memory, disk and time. */
import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Member, openTown, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";
import { answerOf, bodyOf, post, sending, tryUpload } from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

const url = () => town.server.url;
const incoming = () => readdirSync(join(town.server.folder, "files", "incoming"));
const emptied = () => until("no file on its way", () => (incoming().length === 0 ? true : undefined));

async function bearerOf(by: Member) {
  return `Bearer ${(await by.request("attachment_upload_key")).key}`;
}

const slowly = (authorization: string, length: number) =>
  sending(url(), authorization ? { Authorization: authorization } : {}, length);

test("each user and each network may upload so often, and is told so (RateLimit)", async () => {
  let elapsed = 1;
  town = await openTown({ elapsed: () => elapsed, config: { attachments: { uploads_per_minute: 2 } } });
  const [mira, nora] = await town.people("mira", "nora");
  const first = await tryUpload(mira, url());
  expect(first.status).toBe(201);
  expect(first.headers.get("ratelimit-policy")).toBe('"uploads";q=2;w=60');
  expect(first.headers.get("ratelimit")).toBe('"uploads";r=1;t=30');
  await tryUpload(mira, url());
  const third = await tryUpload(mira, url());
  expect([third.status, third.headers.get("retry-after"), third.headers.get("ratelimit")]).toEqual([
    429,
    "30",
    '"uploads";r=0;t=60',
  ]);
  expect((await answerOf(third)).error).toBe("Too many uploads: wait 30 s");
  expect((await tryUpload(nora, url())).status).toBe(201);
  elapsed += 30_000;
  expect((await tryUpload(mira, url())).status).toBe(201);
  // Without a key it is the network that counts: twelve a minute.
  const statuses: number[] = [];
  for (let n = 0; n < 14; n++) statuses.push((await post(url(), bodyOf())).status);
  expect(statuses.filter((status) => status === 401).length).toBeLessThan(12);
  expect(statuses.at(-1)).toBe(429);
  // A validator is charged too, once its user is known.
  elapsed += 60_000;
  const key = mira.server.validator_key;
  const validator = town.rotur.account("mira", mira.user.id).validatorFor(key);
  const fields = { validator_key: key, validator };
  const byValidator: number[] = [];
  for (let n = 0; n < 3; n++) byValidator.push((await post(url(), bodyOf({ fields }))).status);
  expect(byValidator).toEqual([201, 201, 429]);
});

test("a body that comes too slowly is refused, and nothing of it stays (slow bodies)", async () => {
  let elapsed = 1;
  town = await openTown({ elapsed: () => elapsed });
  const [mira] = await town.people("mira");
  const one = slowly(await bearerOf(mira), 100_000);
  one.write('{"file":"');
  await until("a file on its way", () => (incoming().length === 1 ? true : undefined));
  elapsed += 40_000;
  one.write("YWFh");
  expect(await one.ended).toMatch(/^HTTP\/1.1 408 /);
  await emptied();
});

test("a body that breaks off leaves nothing", async () => {
  town = await openTown();
  const [mira] = await town.people("mira");
  const one = slowly(await bearerOf(mira), 100_000);
  one.write(`{"file":"${"YWFh".repeat(1000)}`);
  await until("a file on its way", () => (incoming().length === 1 ? true : undefined));
  one.end();
  await emptied();
});

test("an oversized body is refused before it is read, and while it is read (oversized bodies)", async () => {
  town = await openTown({ config: { attachments: { max_size: 100_000 } } });
  const [mira] = await town.people("mira");
  const bearer = await bearerOf(mira);
  const declared = slowly(bearer, 10_000_000);
  expect(await declared.ended).toMatch(/^HTTP\/1.1 413 .*\(max 100000 bytes\)/s);
  const chunk = Buffer.from(`{"file":"${"YWFh".repeat(100_000)}`);
  const stream = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
  const undeclared = await post(url(), stream, { Authorization: bearer }).catch(() => null);
  // The server may have ended the connection before the client read the answer.
  if (undeclared) expect(undeclared.status).toBe(413);
  await emptied();
});

test("senders without a key get two places of their site, and leave them when they show a validator key", async () => {
  town = await openTown();
  const [mira] = await town.people("mira");
  const from = (address: string) => sending(url(), { "X-Forwarded-For": address }, 1000);
  // The subscriber of one of these networks may have all of them.
  const strangers = [from("2001:db8:7:1::1"), from("2001:db8:7:2::1"), from("2001:db8:7:3::1")];
  for (const one of strangers) one.write('{"file":"YWFh');
  await until("two files on their way", () => (incoming().length === 2 ? true : undefined));
  const elsewhere = from("2001:db8:8::1");
  elsewhere.write('{"validator_key":"x",');
  expect(await elsewhere.ended).toMatch(/^HTTP\/1.1 401 /);
  await until("two files on their way", () => (incoming().length === 2 ? true : undefined));
  const unknown = from("2001:db8:7:4::1");
  // A wrong key is refused at once, when a place is free.
  strangers[0]?.end();
  strangers[1]?.end();
  unknown.write('{"validator_key":"x",');
  expect(await unknown.ended).toMatch(/^HTTP\/1.1 401 /);
  strangers[2]?.end();
  await emptied();
  const members = Array.from({ length: 4 }, () => slowly("", 1000));
  for (const one of members) one.write(`{"validator_key":"${mira.server.validator_key}","file":"YWFh`);
  await until("four files on their way", () => (incoming().length === 4 ? true : undefined));
  for (const one of members) one.end();
  await emptied();
});

test("one site has so many requests under way, and others are answered", async () => {
  town = await openTown();
  const [mira] = await town.people("mira");
  const from = (address: string) => ({ "X-Forwarded-For": address });
  const headers = { Authorization: await bearerOf(mira) };
  const held = Array.from({ length: 200 }, (_, n) =>
    sending(url(), { ...headers, ...from(`2001:db8:7:${n}::1`) }, 10, "/attachments/resumable"),
  );
  const statusFor = async (address: string) =>
    (await fetch(`${url()}/healthz`, { headers: from(address) })).status;
  const answered = (status: number) => async () =>
    (await statusFor("2001:db8:7:ffff::1")) === status ? true : undefined;
  await until("the site is refused", answered(503));
  expect(await statusFor("2001:db8:8::1")).toBe(200);
  for (const one of held) one.end();
  await until("the site is answered again", answered(200));
});

test("with little disk space left nothing is taken", async () => {
  town = await openTown();
  const [mira] = await town.people("mira");
  await town.server.reconfigure({
    rotur: { base_url: town.rotur.url },
    DB: { synchronous: "OFF", reserve: Number.MAX_SAFE_INTEGER },
  });
  expect((await tryUpload(mira, url())).status).toBe(507);
});

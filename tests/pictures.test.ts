/** Pictures of local accounts: set, served, announced, forgotten. */
import { afterEach, expect, spyOn, test } from "bun:test";
import { forgetPictures } from "../src/db/pictures.ts";
import { budgets } from "../src/protocol/budgets.ts";
import { pngOfSize } from "./support/media-files.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const dataUrl = (data: string) => `data:image/jpeg;base64,${data}`;
const pictureOf = async (by: Member) =>
  (await by.request("users_list")).users.find(({ username }) => username === "USR:local_tilda")?.pfp;

/** Mira, who watches, and tilda with a local account. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  const [mira] = await town.people("mira");
  const tilda = await town.register("tilda");
  await mira.news();
  return { mira, tilda };
}

test("an http URL is shown as it is, to members who are online and those who come", async () => {
  const { mira, tilda } = await cast();
  const url = "https://example.org/t.png";
  await tilda.request("status_set", { status: "dnd", text: "tea" });
  await mira.news();
  expect(await tilda.request("pfp_set", { url: ` ${url} ` })).toMatchObject({ cmd: "pfp_set", val: url });
  expect(await mira.news()).toMatchObject([
    { cmd: "user_updated", username: "USR:local_tilda", pfp: url },
    { cmd: "user_connect", user: { username: "USR:local_tilda", pfp: url, status: { status: "dnd" } } },
    { cmd: "status_get", status: { status: "dnd", text: "tea" } },
  ]);
  expect(await mira.request("pfp_get", { username: "usr:LOCAL_tilda" })).toMatchObject({
    cmd: "pfp_get",
    username: "usr:LOCAL_tilda",
    val: url,
  });
  expect(await pictureOf(mira)).toBe(url);
  for (const none of ["", null]) {
    await tilda.request("pfp_set", { url });
    expect((await tilda.request("pfp_set", { url: none })).val).toBeNull();
    expect(await pictureOf(mira)).toBeNull();
  }
});

test("a picture in a data: URL is kept and served under an absolute address, for browsers to keep", async () => {
  const { mira, tilda } = await cast();
  const { val } = await tilda.request("pfp_set", { url: dataUrl(png) });
  expect(val).toMatch(new RegExp(`^${town.server.url}/pictures/[0-9a-f]{32}$`));
  expect(await pictureOf(mira)).toBe(val);
  const response = await fetch(val ?? "");
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).toString("base64")).toBe(png);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "access-control-allow-origin": "*",
  });
  const head = await fetch(val ?? "", { method: "HEAD" });
  expect([head.status, head.headers.get("content-type")]).toEqual([200, "image/png"]);
  for (const path of ["/pictures/", "/pictures/nothing", "/pictures", `/pictures/x/y`, "/pictures/..%2f"]) {
    expect((await fetch(town.server.url + path)).status).toBe(404);
  }
});

test("HEAD and what nobody has are answered without a read; after a restart the type is known, too", async () => {
  const { tilda } = await cast();
  const { val } = await tilda.request("pfp_set", { url: dataUrl(png) });
  const path = new URL(val ?? "").pathname;
  const ask = async (address: string, method: string) => {
    const { status, headers } = await fetch(address, { method });
    return [status, headers.get("content-type"), headers.get("content-length")];
  };
  const length = String(Buffer.from(png, "base64").length);
  let read = spyOn(town.server.store, "read");
  const picturesRead = () => read.mock.calls.filter(([{ name }]) => name.startsWith("picture"));
  expect(await ask(val ?? "", "HEAD")).toEqual([200, "image/png", length]);
  expect(await ask(val ?? "", "GET")).toEqual([200, "image/png", length]);
  expect((await ask(`${town.server.url}/pictures/${"0".repeat(32)}`, "GET"))[0]).toBe(404);
  expect(picturesRead()).toEqual([]);
  read.mockRestore();
  await town.restart();
  read = spyOn(town.server.store, "read");
  const address = town.server.url + path;
  expect((await ask(address, "HEAD")).slice(0, 2)).toEqual([200, "image/png"]);
  expect(picturesRead()).toEqual([]);
  read.mockRestore();
  expect(await ask(address, "GET")).toEqual([200, "image/png", length]);
  expect(await ask(address, "HEAD")).toEqual([200, "image/png", length]);
});

test("the largest picture fits through, one byte more does not", async () => {
  const { tilda } = await cast();
  const sized = (bytes: number) => dataUrl(Buffer.from(pngOfSize(bytes)).toString("base64"));
  const { val } = await tilda.request("pfp_set", { url: sized(1024 * 1024) });
  expect((await (await fetch(val ?? "")).arrayBuffer()).byteLength).toBe(1024 * 1024);
  expect(await refusal(tilda.request("pfp_set", { url: sized(1024 * 1024 + 1) }))).toBe("picture_invalid");
});

test("the address begins with the public one", async () => {
  town = await openTown({ config: { server: { url: "wss://chat.example" } } });
  const tilda = await town.register("tilda");
  expect((await tilda.request("pfp_set", { url: dataUrl(png) })).val).toMatch(
    /^https:\/\/chat\.example\/pictures\/[0-9a-f]{32}$/,
  );
});

test("a hidden member's new picture does not show that they are online", async () => {
  const { mira, tilda } = await cast();
  await tilda.request("status_set", { status: "invisible" });
  await mira.news();
  await tilda.request("pfp_set", { url: dataUrl(gif) });
  expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["user_updated"]);
});

test("a picture that nobody has any more is forgotten, one that somebody has is not", async () => {
  const { tilda } = await cast();
  const forget = () => new Promise((resolve) => town.server.store.commit(forgetPictures({}), resolve));
  const { val: first } = await tilda.request("pfp_set", { url: dataUrl(png) });
  const { val: second } = await tilda.request("pfp_set", { url: dataUrl(gif) });
  await forget();
  expect((await fetch(first ?? "")).status).toBe(404);
  expect((await fetch(second ?? "")).status).toBe(200);
  await tilda.request("user_leave");
  await forget();
  expect((await fetch(second ?? "")).status).toBe(404);
});

test("refused: what is no picture, other schemes, and accounts whose picture is Rotur's", async () => {
  const { mira, tilda } = await cast();
  const set = (url: unknown) => refusal(tilda.request("pfp_set", { url } as never));
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString("base64");
  expect(await set(`data:image/svg+xml;base64,${svg}`)).toBe("picture_invalid");
  for (const url of [
    "javascript:alert(1)",
    "ftp://example.org/x",
    `https://example.org/${"x".repeat(500)}`,
    5,
  ]) {
    expect(await set(url)).toBe("invalid_field");
  }
  expect(await refusal(mira.request("pfp_set", { url: "https://example.org/t.png" }))).toBe("pfp_managed");
  expect(await refusal(mira.request("pfp_get", { username: "nobody" }))).toBe("user_not_found");
});

test("without a limiter of messages the other budgets hold all the same", async () => {
  const now = Date.now();
  const { mira, tilda } = await cast({
    now: () => now,
    budgets: "usual",
    config: { rate_limiting: { enabled: false } },
  });
  for (let n = 0; n < 100; n++) await mira.request("message_new", { channel: "general", content: `${n}` });
  for (let n = 0; n < budgets.picture.burst; n++) await tilda.request("pfp_set", { url: dataUrl(png) });
  expect(await refusal(tilda.request("pfp_set", { url: dataUrl(png) }))).toBe("too_many_requests");
  const poll = { channel: "general", question: "tea?", options: ["yes", "no"] };
  for (let n = 0; n < budgets.poll.burst; n++) await mira.request("poll_create", poll);
  expect(await refusal(mira.request("poll_create", poll))).toBe("too_many_requests");
  for (let n = 0; n < budgets.search.burst; n++) {
    await mira.request("messages_search", { channel: "general", query: "tea" });
  }
  expect(await refusal(mira.request("messages_search", { channel: "general", query: "tea" }))).toBe(
    "too_many_requests",
  );
  // A status is stored, and told later.
  const [nora] = await town.people("nora");
  await nora.news();
  for (let n = 0; n <= budgets.status.burst; n++)
    await mira.request("status_set", { status: "dnd", text: `${n}` });
  const told = (await nora.news()).filter(({ cmd }) => cmd === "status_get");
  expect(told).toHaveLength(budgets.status.burst);
});

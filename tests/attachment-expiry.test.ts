/** How long uploaded files live, and that nothing is left of them afterwards. */
import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { fileFaults, unusedBlobs } from "./support/file-checker.ts";
import { faultsIn, settle } from "./support/store-checker.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";
import { pdf, tryUpload, type Uploading, upload as uploadTo } from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

const url = () => town.server.url;
const upload = (by: Member, uploading?: Uploading) => uploadTo(by, url(), uploading);
const statusOf = async (id: string) => (await fetch(`${url()}/attachments/${id}`)).status;
const send = (by: Member, id: string) =>
  by.request("message_new", { channel: "general", content: "look", attachments: [{ id }] });
const settled = () =>
  until("a folder without anything that nobody needs", () =>
    unusedBlobs(town.server.folder) === 0 && fileFaults(town.server.folder).length === 0 ? true : undefined,
  );

const hour = 3_600_000;

test("a file in a message expires at its time, and the message shows what it was", async () => {
  let now = Date.now();
  town = await openTown({ now: () => now });
  const [mira] = await town.people("mira");
  const brief = await upload(mira, { bytes: pdf("brief"), fields: { expires_in_days: 0.5 } });
  const shared = await upload(mira, { bytes: pdf("shared"), fields: { expires_in_days: 0.5 } });
  const { id: other } = await upload(mira, { bytes: pdf("shared") });
  for (const { id } of [brief, shared, { id: other }]) await send(mira, id);
  expect(brief.expires_at).toBeCloseTo(now / 1000 + 43_200, 0);
  now += 12 * hour - 5000;
  const last = await fetch(`${url()}/attachments/${brief.id}`);
  expect([last.status, last.headers.get("cache-control")]).toEqual([200, "public, max-age=5"]);
  now += 5000;
  expect(await statusOf(brief.id)).toBe(404);
  expect(await refusal(mira.request("attachment_get", { attachment_id: brief.id }))).toBe(
    "attachment_not_found",
  );
  await town.restart();
  await settled();
  const again = await town.join("mira");
  const { messages } = await again.request("messages_get", { channel: "general" });
  expect(messages.map(({ attachments }) => attachments?.[0]?.expires_at)).toEqual([
    brief.expires_at,
    shared.expires_at,
    expect.any(Number),
  ]);
  expect([await statusOf(brief.id), await statusOf(shared.id), await statusOf(other)]).toEqual([
    404, 404, 200,
  ]);
  await settle(town.server.store, now);
  expect(faultsIn(join(town.server.folder, "db", "server.db"))).toEqual([]);
});

test("an upload that nobody sends goes after an hour", async () => {
  let now = Date.now();
  town = await openTown({ now: () => now });
  const [mira] = await town.people("mira");
  const unsent = await upload(mira);
  const sent = await upload(mira, { bytes: pdf("sent") });
  await send(mira, sent.id);
  now += hour + 1000;
  const fresh = await upload(mira, { bytes: pdf("fresh") });
  await town.restart();
  await settled();
  expect([await statusOf(unsent.id), await statusOf(sent.id), await statusOf(fresh.id)]).toEqual([
    404, 200, 200,
  ]);
  expect((await (await town.join("mira")).request("attachment_list")).total).toBe(2);
});

test("a deleted message takes its file with it, unless another has the same bytes", async () => {
  town = await openTown();
  const [mira] = await town.people("mira");
  const ids = [(await upload(mira)).id, (await upload(mira)).id] as const;
  const [first, second] = [await send(mira, ids[0]), await send(mira, ids[1])];
  await mira.request("message_delete", { channel: "general", id: first.message.id });
  await town.restart();
  await settled();
  expect([await statusOf(ids[0]), await statusOf(ids[1])]).toEqual([404, 200]);
  const again = await town.join("mira");
  await again.request("message_delete", { channel: "general", id: second.message.id });
  await town.restart();
  await settled();
  expect(await statusOf(ids[1])).toBe(404);
});

test("subscriptions keep files for long; they are asked for once and remembered", async () => {
  let elapsed = 1;
  town = await openTown({
    elapsed: () => elapsed,
    config: { attachments: { permanent_tiers: ["Max"], permanent_expiration_days: 100 } },
  });
  const [mira, nora] = await town.people("mira", "nora");
  town.rotur.subscription(town.rotur.account("mira", mira.user.id), "max");
  const days = ({ expires_at }: { expires_at: number | null }) =>
    Math.round(((expires_at ?? 0) - Date.now() / 1000) / 86_400);
  const [first, second] = [await upload(mira), await upload(mira)];
  expect([first.permanent, days(first), second.permanent]).toEqual([true, 100, true]);
  const free = await upload(nora);
  expect([free.permanent, days(free)]).toEqual([false, 7]);
  expect(town.rotur.profiles).toEqual(["mira", "nora"]);
  // The subscription ended; it is remembered for five minutes.
  town.rotur.subscription(town.rotur.account("mira", mira.user.id), "Free");
  expect((await upload(mira)).permanent).toBe(true);
  elapsed += 301_000;
  expect((await upload(mira)).permanent).toBe(false);
  // During an outage files are like those of others, and the service isn't asked by each upload.
  elapsed += 301_000;
  town.rotur.mode("503");
  town.rotur.subscription(town.rotur.account("mira", mira.user.id), "max");
  expect((await upload(mira)).permanent).toBe(false);
  expect((await upload(mira)).permanent).toBe(false);
  expect(town.rotur.profiles).toEqual(["mira", "nora", "mira", "mira"]);
  town.rotur.mode("ok");
  elapsed += 31_000;
  expect((await upload(mira)).permanent).toBe(true);
  const tilda = await town.register("mira");
  expect((await uploadTo(tilda, url())).permanent).toBe(false);
  expect(town.rotur.profiles).toHaveLength(5);
});

test("a service that never answers holds up an upload only until its time is over", async () => {
  town = await openTown({ config: { rotur: { timeout_ms: 100 } } });
  const [mira] = await town.people("mira");
  town.rotur.mode("hang");
  const [first, second] = await Promise.all([upload(mira), upload(mira, { bytes: pdf("second") })]);
  expect([first.permanent, second.permanent]).toEqual([false, false]);
  // Uploads at the same time ask once.
  expect(town.rotur.profiles).toEqual(["mira"]);
});

test("the space for all files together is limited", async () => {
  town = await openTown({ config: { attachments: { max_total_size: 100 } } });
  const [mira, nora] = await town.people("mira", "nora");
  await upload(mira, { bytes: Buffer.concat([pdf(), Buffer.alloc(67)]) });
  expect((await tryUpload(nora, url(), { bytes: Buffer.concat([pdf(), Buffer.alloc(8)]) })).status).toBe(507);
  const { key } = await nora.request("attachment_upload_key");
  const begin = async (size: number) => {
    const begun = await fetch(`${url()}/attachments/resumable`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}` },
      body: JSON.stringify({ name: "x", size }),
    });
    return begun.status;
  };
  expect(await begin(21)).toBe(507);
  // What has begun needs its space.
  expect([await begin(15), await begin(6), await begin(5)]).toEqual([201, 507, 201]);
  await upload(nora, { bytes: Buffer.concat([pdf(), Buffer.alloc(7)]) });
});

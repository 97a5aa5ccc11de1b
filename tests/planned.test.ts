/** Scheduled messages are posted and reminders are sent at their time, once, also after a restart. */
import { afterEach, describe, expect, test } from "bun:test";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let now: number;
afterEach(() => town.close());

const all = { view: ["user"], send: ["user"], create_thread: ["user"] };

async function cast() {
  now = 1_800_000_000_000;
  town = await openTown({ now: () => now });
  const [olga, nora] = await town.people("olga", "nora");
  await olga.request("channel_create", { name: "tea", type: "text", permissions: all });
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  return { olga, nora };
}

/** Unix seconds, so many from now. */
const ahead = (seconds: number) => now / 1000 + seconds;
const later = async (by: Member, content: string, fields: object = { channel: "tea" }) =>
  (await by.request("message_schedule", { content, send_at: ahead(60), ...fields } as never)).scheduled;
const list = async (by: Member) => (await by.request("scheduled_list")).scheduled;
const said = async (by: Member, place: { channel: string } | { thread_id: string }) =>
  (await by.request("messages_get", place)).messages.map(({ user, content }) => [user, content]);

describe("a scheduled message", () => {
  test("is its author's alone until it is posted at its time, as an ordinary message", async () => {
    const { olga, nora } = await cast();
    const scheduled = await later(nora, " tea is ready ");
    expect(scheduled).toEqual({
      id: expect.any(String),
      channel: "tea",
      thread_id: null,
      content: "tea is ready",
      reply_to: null,
      send_at: ahead(60),
      created_at: ahead(0),
      error: null,
    });
    expect(await list(nora)).toEqual([scheduled]);
    expect(await list(olga)).toEqual([]);
    expect(JSON.stringify(await olga.news())).not.toContain("tea is ready");

    const [posted, removed] = [olga.next("message_new"), nora.next("scheduled_remove")];
    now += 61_000;
    const { message } = await posted;
    expect(message).toMatchObject({ user: "nora", content: "tea is ready", timestamp: ahead(0) });
    expect(await removed).toMatchObject({ id: scheduled.id, message_id: message.id });
    expect(await list(nora)).toEqual([]);
  });

  test("is posted once, also when its time came while the server was off", async () => {
    const { nora } = await cast();
    await later(nora, "breakfast");
    await town.restart();
    now += 3600_000;
    await town.restart();
    const olga = await town.join("olga");
    const told = olga.next("message_new");
    // It may have been posted before olga came.
    if ((await said(olga, { channel: "tea" })).length === 0) await told;
    else told.catch(() => {});
    now += 5000;
    await town.restart();
    const again = await town.join("olga");
    now += 5000;
    expect(await said(again, { channel: "tea" })).toEqual([["nora", "breakfast"]]);
  });

  test("in a thread and as a reply is posted in its place, with the mentions of that moment", async () => {
    const { olga, nora } = await cast();
    const { thread } = await olga.request("thread_create", { channel: "help", name: "how", content: "?" });
    const { messages } = await nora.request("messages_get", { thread_id: thread.id });
    await later(nora, "so, @olga", { thread_id: thread.id, reply_to: messages[0]?.id });
    const posted = olga.next("message_new");
    now += 61_000;
    expect(await posted).toMatchObject({
      thread_id: thread.id,
      message: { reply_to: { id: messages[0]?.id }, pings: { users: ["olga"] } },
    });
  });

  test.each([
    [
      "the channel is gone",
      "channel_not_found",
      (olga: Member) => olga.request("channel_delete", { name: "tea" }),
    ],
    [
      "the channel is out of sight",
      "channel_not_found",
      (olga: Member) =>
        olga.request("channel_update", {
          current_name: "tea",
          updates: { permissions: { view: ["owner"] } },
        }),
    ],
    [
      "the author may not write there",
      "send_denied",
      (olga: Member) =>
        olga.request("channel_update", {
          current_name: "tea",
          updates: { permissions: { ...all, send: ["owner"] } },
        }),
    ],
    [
      "the author is timed out",
      "timed_out",
      (olga: Member) => olga.request("user_timeout", { user: "nora", timeout: 3600 }),
    ],
  ] as const)("is not posted when %s, and its author is told", async (_why, code, change) => {
    const { olga, nora } = await cast();
    const { id } = await later(nora, "too late");
    await change(olga);
    const failed = nora.next("scheduled_fail");
    now += 61_000;
    expect(await failed).toMatchObject({ scheduled: { id, content: "too late", error: { code } } });
    expect(await list(nora)).toMatchObject([{ id, error: { code } }]);
    // It is not tried again, and stays until the author deletes it.
    await olga.request("user_timeout", { user: "nora", timeout: 0 }).catch(() => {});
    await nora.request("scheduled_delete", { id });
    expect(await list(nora)).toEqual([]);
  });

  test("waits for the pause of slow mode", async () => {
    const { olga, nora } = await cast();
    await olga.request("channel_update", { current_name: "tea", updates: { slow_mode: 30 } });
    await later(nora, "second");
    now += 59_000;
    await nora.request("message_new", { channel: "tea", content: "first" });
    now += 2000;
    await nora.news();
    const posted = olga.next("message_new");
    now += 30_000;
    expect(await posted).toMatchObject({ message: { content: "second" } });
  });

  test("that is deleted is not posted; another's can't be deleted", async () => {
    const { olga, nora } = await cast();
    const { id } = await later(nora, "never");
    expect(await refusal(olga.request("scheduled_delete", { id }))).toBe("scheduled_not_found");
    await nora.request("scheduled_delete", { id });
    expect(await refusal(nora.request("scheduled_delete", { id }))).toBe("scheduled_not_found");
    const posted = olga.next("message_new");
    await later(nora, "but this");
    now += 61_000;
    expect(await posted).toMatchObject({ message: { content: "but this" } });
  });

  test("has a time ahead, a text within limits, and is one of at most 50", async () => {
    const { nora } = await cast();
    for (const send_at of [ahead(0), ahead(-1), ahead(367 * 86_400)]) {
      expect(await refusal(later(nora, "x", { channel: "tea", send_at }))).toBe("invalid_field");
    }
    expect(await refusal(later(nora, "  "))).toBe("message_empty");
    expect(await refusal(later(nora, "x", { channel: "help" }))).toBe("channel_wrong_type");
    for (let n = 0; n < 50; n++) await later(nora, "x");
    expect(await refusal(later(nora, "x"))).toBe("too_many");
  });

  test("goes with its author", async () => {
    const { olga, nora } = await cast();
    await later(nora, "farewell");
    await nora.request("user_leave");
    now += 61_000;
    const posted = olga.next("message_new");
    await later(olga, "still here", { channel: "tea", send_at: ahead(1) });
    now += 2000;
    expect(await posted).toMatchObject({ message: { content: "still here" } });
    expect(await said(olga, { channel: "tea" })).toEqual([["olga", "still here"]]);
  });
});

describe("a reminder", () => {
  const remind = async (by: Member, fields: object) =>
    (await by.request("reminder_create", { remind_at: ahead(60), ...fields } as never)).reminder;
  const reminders = async (by: Member) => (await by.request("reminder_list")).reminders;

  test("is sent to the user's own connections at its time, and stays until it is deleted", async () => {
    const { olga, nora } = await cast();
    const again = await town.join("nora");
    const { message } = await olga.request("message_new", { channel: "tea", content: "read this" });
    const reminder = await remind(nora, { channel: "tea", message_id: message.id });
    expect(reminder).toMatchObject({ text: "", channel: "tea", thread_id: null, message_id: message.id });
    await olga.news();
    const due = [nora, again].map((each) => each.next("reminder_due"));
    now += 61_000;
    for (const told of await Promise.all(due)) expect(told).toMatchObject({ reminder });
    expect(await reminders(nora)).toEqual([reminder]);
    await again.request("reminder_delete", { id: reminder.id });
    expect(await reminders(nora)).toEqual([]);
    expect(JSON.stringify(await olga.news())).not.toContain("reminder");
  });

  test("waits for the next login of a user who was offline, also over a restart", async () => {
    const { nora } = await cast();
    const { id } = await remind(nora, { text: "kettle" });
    nora.close();
    now += 3600_000;
    await town.restart();
    const back = await town.join("nora");
    expect(await back.next("reminder_due")).toMatchObject({ reminder: { id, text: "kettle" } });
  });

  test("tells nothing of a place that its user can no longer view", async () => {
    const { olga, nora } = await cast();
    const { message } = await olga.request("message_new", { channel: "tea", content: "read this" });
    await remind(nora, { channel: "tea", message_id: message.id, text: "that" });
    await olga.request("channel_update", {
      current_name: "tea",
      updates: { permissions: { view: ["owner"] } },
    });
    const due = nora.next("reminder_due");
    now += 61_000;
    expect(await due).toMatchObject({ reminder: { text: "that", channel: null, message_id: null } });
  });

  test("is of a text or of a message in sight, ahead, and one of at most 100", async () => {
    const { olga, nora } = await cast();
    expect(await refusal(remind(nora, {}))).toBe("invalid_field");
    expect(await refusal(remind(nora, { text: "x", remind_at: ahead(-1) }))).toBe("invalid_field");
    expect(await refusal(remind(nora, { text: "x".repeat(501) }))).toBe("invalid_field");
    expect(await refusal(remind(nora, { channel: "tea", message_id: "none" }))).toBe("message_not_found");
    expect(await refusal(remind(nora, { channel: "none", text: "x" }))).toBe("channel_not_found");
    expect(
      await refusal(olga.request("reminder_delete", { id: (await remind(nora, { text: "x" })).id })),
    ).toBe("reminder_not_found");
    for (let n = 1; n < 100; n++) await remind(nora, { text: "x" });
    expect(await refusal(remind(nora, { text: "x" }))).toBe("too_many");
  });
});

/** Posting, and reading what is unread, as several test files do it. */
import type { Client, Events, Place } from "../../client/index.ts";

export const post = async (by: Client, content = "hello", at: Place = { channel: "general" }) =>
  (await by.request("message_new", { ...at, content })).message.id;

export const several = async (by: Client, count: number, at?: Place) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await post(by, `${n}`, at));
  return ids;
};

export const startPrinter = async (by: Client, channel = "help", content?: string) =>
  (await by.request("thread_create", { channel, name: "Printer", ...(content && { content }) })).thread.id;

export const unreads = async (by: Client) => (await by.request("unreads_get")).unreads;

/** The markers that this connection is told of from now on, without `seq`. A round trip first. */
export function marks(member: Client) {
  let received: object[] = [];
  member.on("event", (event) => {
    if (event.cmd !== "unreads_update") return;
    const { seq, cmd, ...fields }: Events["unreads_update"] = event;
    received.push(fields);
  });
  return async () => {
    await member.request("ping");
    const told = received;
    received = [];
    return told;
  };
}

export const at = (last_read: string | null, unread_count: number, ping_count = 0) => ({
  last_read,
  unread_count,
  ping_count,
});

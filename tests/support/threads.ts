/** Starting and reading threads, as many test files do it. */
import type { Member } from "./town.ts";

export const start = async (by: Member, channel = "help", content?: string) =>
  (await by.request("thread_create", { channel, name: "Printer", ...(content && { content }) })).thread;

export const contents = async (by: Member, thread_id: string) =>
  (await by.request("messages_get", { thread_id })).messages.map(({ content }) => content);

/** The threads that the list of channels has for this forum. */
export const listed = async (by: Member, channel = "help") =>
  (await by.request("channels_get")).val.find(({ name }) => name === channel)?.threads;

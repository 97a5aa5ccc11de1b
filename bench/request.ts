/** Requests of the load generator, encoded once. */
import { frame } from "./wire.ts";
import { content } from "./world.ts";

/** The listener stands last, so that a reply is told by its end; see pump.ts. */
const listener = { listener: "1" };

export const newMessage = (channel: string) =>
  frame(JSON.stringify({ cmd: "message_new", channel, content: content(1_234_567), ...listener }));

export const editedMessage = (channel: string, id: string, n: number) =>
  frame(JSON.stringify({ cmd: "message_edit", channel, id, content: content(n), ...listener }));

export const deletedMessage = (channel: string, id: string) =>
  frame(JSON.stringify({ cmd: "message_delete", channel, id, ...listener }));

export const historyPage = (channel: string, start: number, limit = 100) =>
  frame(JSON.stringify({ cmd: "messages_get", channel, start, limit, ...listener }));

export const pingsPage = (offset: number) =>
  frame(JSON.stringify({ cmd: "pings_get", offset, limit: 50, ...listener }));

export const historyAround = (channel: string, around: string) =>
  frame(JSON.stringify({ cmd: "messages_around", channel, around, ...listener }));

export const searching = (channel: string, query: string) =>
  frame(JSON.stringify({ cmd: "messages_search", channel, query, limit: 30, ...listener }));

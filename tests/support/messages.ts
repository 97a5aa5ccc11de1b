/** Posting and reading messages, as many test files do it. */
import type { Event, Request, WireMessage } from "../../client/index.ts";
import type { Member } from "./town.ts";

/** Posts in #general, unless the fields name another place. */
export const say = async (
  by: Member,
  content: string,
  fields: Omit<Request<"message_new">, "content"> = {},
) => (await by.request("message_new", { channel: "general", content, ...fields })).message;

export const history = async (by: Member, channel = "general") =>
  (await by.request("messages_get", { channel })).messages;

export const contents = (messages: readonly WireMessage[]) => messages.map(({ content }) => content);

/** The packet without what differs from one copy to another. */
export const without = ({ seq, listener, ...packet }: Event & { listener?: string }) => packet;

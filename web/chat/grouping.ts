/** Messages of one author in a row stand under one name. */
import type { WireMessage } from "../../client/index.ts";

/** Seconds. */
const longestPause = 5 * 60;

/** Does the message go on under the name of the one before? */
export function continues(
  message: Pick<WireMessage, "user" | "timestamp" | "webhook" | "reply_to" | "ephemeral"> & {
    readonly interaction?: WireMessage["interaction"];
  },
  before: Pick<WireMessage, "user" | "timestamp" | "webhook" | "ephemeral"> | undefined,
): boolean {
  if (!before || message.reply_to || message.interaction || message.ephemeral || before.ephemeral)
    return false;
  return (
    before.user === message.user &&
    before.webhook?.name === message.webhook?.name &&
    before.webhook?.avatar === message.webhook?.avatar &&
    message.timestamp - before.timestamp < longestPause
  );
}

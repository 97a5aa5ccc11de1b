/** `GET /messages/CHANNEL/ID`: a message for everybody, for previews of links (compatibility.md#message-previews). */
import { createConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import { networkOf } from "../limiting/network.ts";
import { limits } from "../protocol/limits.ts";
import { json, type Route, refusal } from "./route.ts";
import { createRouteBudget, withFields } from "./route-budget.ts";

interface PublicMessageParts {
  /** Null: there is none, or it is not for everybody. The two look the same. */
  find(channel: string, id: string): Promise<object | null>;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
}

/** Of one network. */
const requests = { perMinute: 60, burst: 30 };
/** Look-ups that run at once, and that wait: networks take turns. */
const lookUps = { atOnce: 2, waiting: 100 };

export function publicMessages({ find, elapsed }: PublicMessageParts): Route {
  const budget = createRouteBudget("messages", () => requests, elapsed);
  const limiter = createConcurrencyLimiter(lookUps);

  async function look(network: string, channel: string, id: string): Promise<Response> {
    if (channel.length > limits.channelName || id.length > limits.id)
      return refusal(404, "Message not found");
    const answer = await limiter.run([network, id], async () => ({ message: await find(channel, id) }));
    if (!answer) return refusal(503, "Too many requests wait", { "Retry-After": "1" });
    const { message } = answer;
    // It may be edited or deleted at any time.
    const headers = { "Cache-Control": "no-store" };
    return message ? json(message, { headers }) : refusal(404, "Message not found", headers);
  }

  return {
    path: "/messages/:channel/:id",
    async handle(_request, client, { channel = "", id = "" }) {
      const network = networkOf(client.address);
      const { wait, fields } = budget.charge(network);
      if (wait > 0) return refusal(429, "Too many requests", fields);
      return withFields(await look(network, channel, id), fields);
    },
  };
}

/**
 * A bridge between two channels, on one server or two: messages, replies, edits and deletions go both ways. Copies name
 * their author. Files come as links.
 *
 * Make a bot on each side: `npm run cli -- bot create bridge`.
 * Then: npm run bot -- examples/bridge.ts ws://127.0.0.1:5613 TOKEN general wss://chat.example TOKEN general
 */
import {
  type Client,
  CommandError,
  ConnectionError,
  connect,
  type Events,
  type Followed,
  follow,
  memberNamed,
  TimeoutError,
} from "originchats-client";

const [urlA, tokenA, channelA, urlB, tokenB, channelB] = process.argv.slice(2);
if (!urlA || !tokenA || !channelA || !urlB || !tokenB || !channelB) {
  console.error("Usage: npm run bot -- examples/bridge.ts URL TOKEN CHANNEL URL TOKEN CHANNEL");
  process.exit(2);
}

/** So many messages are remembered, for replies, edits and deletions. */
const remembered = 5000;
/** So many wait while the other side is out of reach. Further ones are left out. */
const longestQueue = 1000;

interface Side {
  readonly client: Client;
  /** Its members, for their names. */
  readonly followed: Followed;
  readonly channel: string;
  /** By the id of a message here, that of its twin on the other side. */
  readonly twins: Map<string, string>;
  /** What is to be done here, one after the other, so that an edit never comes before its message. */
  readonly queue: (() => Promise<void>)[];
}

async function sideOf(url: string, token: string, channel: string): Promise<Side> {
  const client = await connect(url, { login: { token } });
  const followed = await follow(client, { messages: 0 });
  return { client, followed, channel, twins: new Map(), queue: [] };
}

const [a, b] = await Promise.all([sideOf(urlA, tokenA, channelA), sideOf(urlB, tokenB, channelB)]);
bridge(a, b);
bridge(b, a);
console.log(`#${channelA} at ${urlA} and #${channelB} at ${urlB} are one`);

function bridge(from: Side, to: Side): void {
  const { client } = from;
  const isHere = ({ channel, thread_id }: { channel: string; thread_id: string | null }) =>
    channel === from.channel && thread_id === null;

  client.on("message_new", (packet) => {
    // Copies by the bridge itself would go back and forth for ever.
    if (!isHere(packet) || packet.message.user === client.user.username) return;
    const { id, reply_to } = packet.message;
    enqueue(to, async () => {
      const reply = reply_to && from.twins.get(reply_to.id);
      const copy = await patiently(() =>
        to.client.request("message_new", {
          channel: to.channel,
          content: textOf(packet, from, to),
          // Posted once, also when the answer was lost and it is sent again.
          nonce: `bridge-${id}`,
          ...(reply !== undefined && { reply_to: reply, ping: false }),
        }),
      );
      if (copy) remember(from, to, id, copy.message.id);
    });
  });

  client.on("message_edit", (packet) => {
    if (!isHere(packet) || packet.message.user === client.user.username) return;
    enqueue(to, async () => {
      const id = from.twins.get(packet.id);
      if (id === undefined) return;
      const content = textOf(packet, from, to);
      await patiently(() => to.client.request("message_edit", { channel: to.channel, id, content }));
    });
  });

  client.on("message_delete", (packet) => {
    if (!isHere(packet)) return;
    enqueue(to, async () => {
      const id = from.twins.get(packet.id);
      if (id === undefined) return;
      forget(from, to, packet.id, id);
      await patiently(() => to.client.request("message_delete", { channel: to.channel, id }));
    });
  });

  client.on("lost", ({ retryIn }) =>
    console.log(`${client.url} is lost, trying again in ${Math.ceil(retryIn / 1000)} s`),
  );
  client.on("closed", ({ reason }) => {
    console.log(`${client.url} ended it: ${reason}`);
    process.exit(1);
  });
}

function textOf({ message }: Pick<Events["message_new"], "message">, from: Side, to: Side): string {
  const { user, webhook } = message;
  const author = webhook?.name ?? memberNamed(from.followed.model, user)?.nickname ?? user;
  const links = (message.attachments ?? []).map(({ name, url }) => `${name}: ${url}`);
  const text = `**${author}:** ${[message.content, ...links].filter((line) => line !== "").join("\n")}`;
  // With an invisible space: a member over there with the same name is not meant.
  const quiet = text.replaceAll("@", "@\u200b");
  const most = to.client.server.limits["post_content"] ?? 2000;
  return [...quiet].slice(0, most).join("");
}

function remember(from: Side, to: Side, id: string, twin: string): void {
  from.twins.set(id, twin);
  to.twins.set(twin, id);
  const [oldest] = from.twins;
  if (from.twins.size > remembered && oldest) forget(from, to, ...oldest);
}

function forget(from: Side, to: Side, id: string, twin: string): void {
  from.twins.delete(id);
  to.twins.delete(twin);
}

async function enqueue(side: Side, task: () => Promise<void>): Promise<void> {
  const { queue } = side;
  if (queue.length >= longestQueue)
    return console.error(`too much waits for ${side.client.url}: one is left out`);
  queue.push(task);
  if (queue.length > 1) return;
  for (let next = queue[0]; next; next = queue[0]) {
    await next();
    queue.shift();
  }
}

/** The answer; null when it was refused. It asks again after a loss of the connection, and when it is to wait. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const wait = error instanceof CommandError ? error.retryAfter : null;
      const isLost = error instanceof ConnectionError || error instanceof TimeoutError;
      if (wait === null && !isLost) {
        console.error(error instanceof Error ? error.message : error);
        return null;
      }
      await new Promise((resolve) => setTimeout(resolve, wait ?? 1000));
    }
  }
}

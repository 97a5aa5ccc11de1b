/**
 * A bot that repeats to people what they say to it: `@echo good morning`.
 *
 * Start a server (`npm start`) and make the bot: in the terminal chat, an owner writes `/bot echo` and gets its token.
 * Then: npm run bot -- ws://127.0.0.1:5613 TOKEN
 */
import { connect } from "originchats-client";

const [url, token] = process.argv.slice(2);
if (!url || !token) {
  console.error("Usage: npm run bot -- URL TOKEN");
  process.exit(2);
}
const client = await connect(url, { login: { token } });
console.log(`${client.user.username} listens at ${url}`);

client.on("message_new", async ({ channel, thread_id, message }) => {
  if (!message.pings.users.includes(client.user.username)) return;
  try {
    await client.request("message_new", {
      channel,
      // Null in a channel; else the thread, and the channel is its forum.
      thread_id,
      // Without mentions: two such bots would otherwise never stop calling each other.
      content: message.content.replaceAll("@", "").slice(0, 2000),
      reply_to: message.id,
      ping: false,
    });
  } catch (error) {
    // Too fast, or not allowed to write there: one answer less. The client comes back by itself.
    console.error(error instanceof Error ? error.message : error);
  }
});

client.on("lost", ({ retryIn }) =>
  console.log(`connection lost, trying again in ${(retryIn / 1000).toFixed(1)} s`),
);
client.on("closed", ({ reason }) => {
  console.log(`the server ended it: ${reason}`);
  process.exit(1);
});

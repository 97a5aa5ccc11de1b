/**
 * A bot that rolls dice: `/roll 2d6+1`, `/roll d20 reason:"to hit"`. While somebody types, it offers usual rolls.
 *
 * Start a server (`npm start`) and make the bot: `npm run cli -- bot create dice` prints its token.
 * Then: npm run bot -- examples/dice-bot.ts ws://127.0.0.1:5613 TOKEN
 */
import { CommandError, connect, type Events } from "originchats-client";

const [url, token] = process.argv.slice(2);
if (!url || !token) {
  console.error("Usage: npm run bot -- examples/dice-bot.ts URL TOKEN");
  process.exit(2);
}
const client = await connect(url, { login: { token } });
console.log(`${client.user.username} listens at ${url}`);

const usualRolls = ["d4", "d6", "d8", "d10", "d12", "d20", "d100", "2d6", "3d6", "4d6", "2d20"];

/** @returns the sum and each die; null when the text is no roll such as `2d6+1` */
function rolled(text: string): { readonly sum: number; readonly dice: readonly number[] } | null {
  const parts = /^(\d{0,2})d(\d{1,4})([+-]\d{1,4})?$/.exec(text.toLowerCase().replaceAll(" ", ""));
  const [count, sides, extra] = [Number(parts?.[1] || 1), Number(parts?.[2]), Number(parts?.[3] ?? 0)];
  if (!parts || count < 1 || sides < 2) return null;
  const dice = Array.from({ length: count }, () => die(sides));
  return { sum: dice.reduce((sum, each) => sum + each, extra), dice };
}

/** Each side is as likely as the others: numbers that would favour some are drawn again. */
function die(sides: number): number {
  const fair = 2 ** 32 - (2 ** 32 % sides);
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < fair) return (drawn % sides) + 1;
  }
}

async function answer({ call, invoker, channel, thread_id, val }: Events["slash_call"]): Promise<void> {
  const text = String(val.args["dice"] ?? "d6");
  const roll = rolled(text);
  const reason = val.args["reason"] === undefined ? "" : ` (${val.args["reason"]})`;
  const response = roll
    ? `**${roll.sum}** with ${text}${reason}: ${roll.dice.join(", ")}`
    : `${text} is no roll. Try 2d6+1: two dice with six sides, and one more.`;
  // What only the caller did wrong is for the caller alone.
  const ephemeral = roll === null;
  await patiently(() =>
    client.request("slash_response", { call, invoker, channel, thread_id, response, ephemeral }),
  );
}

/** The commands belong to the connection: they are registered again after each loss. */
async function register(): Promise<void> {
  await patiently(() =>
    client.request("slash_register", {
      commands: [
        {
          name: "roll",
          description: "Rolls dice",
          options: [
            { name: "dice", type: "str", description: "Such as 2d6+1", required: false, autocomplete: true },
            { name: "reason", type: "str", description: "What the roll is for", required: false },
          ],
        },
      ],
    }),
  );
}

/** Asks again when the server says how long to wait. Another refusal is logged: the bot goes on without. */
async function patiently(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      await ask();
      return;
    } catch (error) {
      const wait = error instanceof CommandError ? error.retryAfter : null;
      if (wait === null) return console.error(error instanceof Error ? error.message : error);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

client.on("slash_call", answer);
client.on("slash_autocomplete", ({ query, value }) => {
  const choices = usualRolls.filter((roll) => roll.startsWith(String(value).toLowerCase()));
  // A choice that comes too late is of no use: no second try.
  client.request("slash_choices", { query, choices }).catch(() => {});
});
client.on("ready", register);
client.on("lost", ({ retryIn }) =>
  console.log(`connection lost, trying again in ${Math.ceil(retryIn / 1000)} s`),
);
client.on("closed", ({ reason }) => {
  console.log(`the server ended it: ${reason}`);
  process.exit(1);
});
await register();

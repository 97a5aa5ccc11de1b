/** More of the scene: a poll, code, pinned and edited messages in `garden`, and threads in the forum `ideas`. */
import type { Scene } from "./page-scene.ts";

const code = `\`\`\`ts
/** How long seeds need in water. */
export function hours(seeds: readonly Seed[], most = 6): number {
  const longest = Math.max(...seeds.map((seed) => seed.age * 1.5));
  return longest > most ? most : longest; // never "all day"
}
\`\`\``;

export async function threadsAndPolls({ olga, people }: Scene): Promise<void> {
  const [noah = olga, aiko = olga, ben = olga, lena = olga] = people;
  const at = { channel: "garden" };
  const rules = await aiko.request("message_new", {
    ...at,
    content: "Close the gate behind you, and tea is at **four**.",
  });
  await aiko.request("message_edit", {
    ...at,
    id: rules.message.id,
    content: "Close the gate behind you, and tea is at **five**.",
  });
  await olga.request("message_pin", { ...at, id: rules.message.id });
  await olga.request("message_react_add", { ...at, id: rules.message.id, emoji: "🌱" });
  await ben.request("message_react_add", { ...at, id: rules.message.id, emoji: "🌱" });
  await lena.request("message_new", { ...at, content: `This is how long the seeds need:\n${code}` });
  const poll = await noah.request("poll_create", {
    ...at,
    question: "What do we plant beside the wall?",
    options: [
      { text: "Roses", emoji: "🌹" },
      { text: "Beans, which climb by themselves and need neither much water nor much care" },
      { text: "Nothing, it is fine as it is" },
    ],
    duration_hours: 30,
  });
  const vote = (index: number) => ({ poll_id: poll.poll_id, option_ids: [poll.options[index]?.id ?? ""] });
  await aiko.request("poll_vote", vote(1));
  await ben.request("poll_vote", vote(1));
  await lena.request("poll_vote", vote(0));

  const threads = [
    [
      noah,
      "Bees",
      "There were **hundreds** of them at the lavender this morning. Who knows what they need in autumn?",
    ],
    [
      lena,
      "A very long question about the compost behind the shed, and what may be thrown on it in winter",
      "Eggs?",
    ],
    [ben, "Paint for the bench", "Green, as before, or something that one sees?"],
    [aiko, "Opening hours", "Saturdays from nine."],
  ] as const;
  for (const [author, name, content] of threads) {
    const { thread } = await author.request("thread_create", { channel: "ideas", name, content });
    if (name === "Opening hours") {
      await olga.request("thread_pin", { thread_id: thread.id });
      await olga.request("thread_update", { thread_id: thread.id, locked: true });
    }
    if (name !== "Bees") continue;
    await aiko.request("message_new", { thread_id: thread.id, content: "Ivy. It blooms late." });
    await olga.request("message_new", {
      thread_id: thread.id,
      content: "And water, in a flat bowl with stones.",
    });
  }
}

import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTown, type Town } from "../tests/support/town.ts";
import { slashChoices } from "./slash-choices.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

test("choices come from the bot, to the question that they answer", async () => {
  const [mira, bot] = await town.people("mira", "weatherbot");
  const options = [{ name: "city", type: "str" as const, autocomplete: true }];
  await bot.request("slash_register", { commands: [{ name: "weather", description: "Tells it", options }] });
  bot.on("slash_autocomplete", ({ query, value }) =>
    bot.request("slash_choices", { query, choices: value === "Os" ? ["Oslo", "Osaka"] : [] }),
  );
  const ask = (value: string, option = "city") =>
    slashChoices(mira, { channel: "general", command: "weather", option, value });
  expect(await ask("Os")).toEqual(["Oslo", "Osaka"]);
  expect(await ask("X")).toEqual([]);
  await expect(ask("Os", "days")).rejects.toMatchObject({ code: "slash_option_not_completed" });
});

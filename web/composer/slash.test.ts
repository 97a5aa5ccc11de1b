/** Slash commands as people use them, with a bot that answers. */
import { describe, expect, test } from "bun:test";
import { type Client, connect } from "../../client/index.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("slash commands in Chromium", () => {
  const suite = pageSuite();
  const weather = {
    name: "weather",
    description: "Tells the weather",
    options: [
      { name: "city", type: "str" as const, description: "Where", autocomplete: true },
      { name: "days", type: "int" as const, description: "How many days", required: false },
      {
        name: "unit",
        type: "enum" as const,
        description: "Which scale",
        choices: ["C", "F"],
        required: false,
      },
      { name: "wind", type: "bool" as const, description: "Tell the wind too", required: false },
    ],
  };

  async function bot(commands: Parameters<Client["request"]>[1][] | object[]): Promise<Client> {
    const login = { register: { username: "weatherbot", password: "tea and cake" } };
    const client = await connect(suite.server.ws, { login, reconnect: [] });
    await client.request("slash_register", { commands } as never);
    return client;
  }

  test("a command with options: choices of the bot, types, what is missing, and the answer", async () => {
    const asked = await bot([weather]);
    asked.on("slash_autocomplete", ({ query, value }) =>
      asked.request("slash_choices", {
        query,
        choices: ["Oslo", "Osaka"].filter((city) => city.startsWith(value)),
      }),
    );
    asked.on("slash_call", ({ call, invoker, channel, val }) =>
      asked.request("slash_response", {
        call,
        invoker,
        channel,
        response: `Rain: ${JSON.stringify(val.args)}`,
      }),
    );
    const { page, sees } = await suite.enter("mira");
    await page.locator("#composer").pressSequentially("/wea");
    await page.locator(".candidate", { hasText: "Tells the weather" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-option=city]:focus");
    await page.keyboard.press("Enter");
    await page.getByText("This is needed").waitFor();
    await page.keyboard.type("Os");
    await page.locator(".completion .candidate", { hasText: "Osaka" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.inputValue("[data-option=city]")).toBe("Osaka");
    await page.fill("[data-option=days]", "three");
    await page.selectOption("[data-option=unit]", "C");
    await page.selectOption("[data-option=wind]", "false");
    await page.press("[data-option=days]", "Enter");
    await page.getByText("Enter a whole number").waitFor();
    await page.fill("[data-option=days]", "3");
    await page.press("[data-option=days]", "Enter");
    await sees('Rain: {"city":"Osaka","days":3,"unit":"C","wind":false}');
    await page.getByText("mira used /weather").waitFor();
    await page.waitForSelector("#composer:focus");
    expect(await page.inputValue("#composer")).toBe("");
    asked.close();
  });

  test("what was typed behind the name fills the options", async () => {
    const asked = await bot([weather]);
    const { page } = await suite.enter("mira");
    await page.fill("#composer", "/weather Oslo 3 c");
    await page.press("#composer", "Escape");
    await page.press("#composer", "Enter");
    await page.waitForSelector("[data-option=wind]:focus");
    expect(await page.inputValue("[data-option=city]")).toBe("Oslo");
    expect(await page.inputValue("[data-option=days]")).toBe("3");
    expect(await page.inputValue("[data-option=unit]")).toBe("C");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#composer:focus");
    asked.close();
  });

  test("a bot that takes time is thinking, and its answer for one person takes that away", async () => {
    const asked = await bot([{ name: "draw", description: "Draws", ephemeral: true }]);
    const called = Promise.withResolvers<{ call: string; invoker: string; channel: string }>();
    asked.on("slash_call", async ({ call, invoker, channel }) => {
      await asked.request("slash_defer", { call, seconds: 60 });
      called.resolve({ call, invoker, channel });
    });
    const { page, sees, say, messages } = await suite.enter("mira");
    await page.fill("#composer", "/draw");
    await page.press("#composer", "Escape");
    await page.press("#composer", "Enter");
    await page.getByText("You used /draw · weatherbot is thinking…").waitFor();
    await asked.request("slash_response", { ...(await called.promise), response: "A cup" });
    await sees("A cup");
    await page.getByText("is thinking").waitFor({ state: "detached" });
    const answer = page.locator(".message", { hasText: "A cup" });
    await answer.getByText("Only you see this").waitFor();
    await say("Thank you");
    await page.locator("[data-id]", { hasText: "Thank you" }).waitFor();
    expect(await messages()).toEqual(["A cup", "Thank you"]);
    await answer.getByText("Dismiss").click();
    await answer.waitFor({ state: "detached" });
    asked.close();
  });

  test("options may have names that every object knows", async () => {
    const option = (name: string) => ({ name, type: "str" as const, description: "Odd" });
    const asked = await bot([
      { name: "odd", description: "Odd", options: [option("__proto__"), option("constructor")] },
    ]);
    const called = Promise.withResolvers<object>();
    asked.on("slash_call", ({ val }) => called.resolve(val.args));
    const { page } = await suite.enter("mira");
    await page.fill("#composer", "/odd");
    await page.press("#composer", "Escape");
    await page.press("#composer", "Enter");
    await page.locator(".slash-field").first().waitFor();
    expect(await page.locator(".slash-field [aria-invalid=true]").count()).toBe(0);
    await page.fill("[data-option=__proto__]", "one");
    await page.fill("[data-option=constructor]", "two");
    await page.keyboard.press("Enter");
    expect(Object.entries(await called.promise).toSorted()).toEqual([
      ["__proto__", "one"],
      ["constructor", "two"],
    ]);
    asked.close();
  });

  test("a bot that says nothing is told of, and that line can be closed", async () => {
    const asked = await bot([{ name: "sleep", description: "Sleeps" }]);
    const { page } = await suite.enter("mira");
    await page.clock.install();
    await page.fill("#composer", "/sleep");
    await page.press("#composer", "Escape");
    await page.press("#composer", "Enter");
    await page.getByText("waiting for weatherbot").waitFor();
    await page.clock.fastForward(11_000);
    await page.getByText("weatherbot has not answered yet").waitFor();
    await page.click(".running-calls button");
    await page.locator(".running-calls").waitFor({ state: "detached" });
    asked.close();
  });

  test("only commands that the person may call are offered; the server's refusal is said beside its option", async () => {
    const olga = await suite.owner();
    const { page } = await suite.enter("mira");
    await page.locator("#composer").pressSequentially("/");
    await page.locator(".candidate", { hasText: "/help" }).waitFor();
    expect(await page.locator(".candidate", { hasText: "/ban" }).count()).toBe(0);
    await olga.request("user_roles_add", { user: "USR:local_mira", roles: ["owner"] });
    await page.locator("#composer").pressSequentially("nick");
    await page.locator(".candidate", { hasText: "/nick" }).first().waitFor();
    await page.keyboard.press("Escape");
    await page.fill("#composer", "");
    await page.locator("#composer").pressSequentially("/ban");
    await page.locator(".candidate", { hasText: "/ban" }).first().click();
    await page.waitForSelector("[data-option=username]:focus");
    await page.keyboard.type("nobody at all");
    await page.keyboard.press("Enter");
    await page.locator(".slash-form .problem", { hasText: "There is no such member" }).waitFor();
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../client/index.ts";
import { pngOfSize } from "../../tests/support/media-files.ts";
import { newFolder, startTestServer, type TestServer } from "../../tests/support/server.ts";
import { password, register, terminals } from "../../tests/support/terminals.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const { enters } = terminals(() => server.ws);
const asJson = { "Content-Type": "application/json" };

describe("commands of the chat", () => {
  test("an owner looks after people: roles, mutes, deletions, kicks and bans", async () => {
    const house = await startTestServer();
    const olga = await enters("olga", "--url", house.ws);
    olga.say("/help");
    await olga.sees("//text");
    expect(olga.printed.join()).not.toContain("/ban");
    olga.say(`/claim ${house.claimCode}`);
    await olga.sees("You own this server now");
    const bob = await enters("bob", "--url", house.ws);
    await olga.sees("(bob came in)");
    olga.say("/HELP");
    await olga.sees("/ban NAME");
    expect(Math.max(...olga.printed.map((line) => line.length))).toBeLessThanOrEqual(80);

    olga.say("/role @bob moderator");
    await olga.sees("bob: user, moderator");
    olga.say("/role bob -Moderator");
    await olga.sees("bob: user");
    olga.say("/mute bob");
    await olga.sees("bob is muted for 10m");
    await bob.sees("(You can only read for the next 10 min)");
    bob.say("am I?");
    await bob.sees("(You are timed out");
    olga.say("/unmute bob");
    await bob.sees("(You may write again)");
    olga.say("/mute bob soon");
    await olga.sees("How long is soon?");

    for (const text of ["one", "two", "three"]) bob.say(text);
    await olga.sees("bob: three");
    olga.say("mine");
    await bob.sees("olga: mine");
    olga.say("/delete bob 2");
    await bob.sees("(a message of bob was deleted)");
    olga.say("/delete");
    await bob.sees("(a message of olga was deleted)");
    const reader = await connect(house.ws, { login: { login: { username: "olga", password } } });
    const { messages } = await reader.request("messages_get", { channel: "general" });
    expect(messages.map(({ content }) => content)).toEqual(["one"]);
    reader.close();

    olga.say("/kick bob enough of it");
    await bob.sees("The server ended the connection: You have been kicked: enough of it");
    expect(await bob.code).toBe(1);
    const again = await enters("bob", "--url", house.ws);
    olga.say("/ban BOB for good");
    await again.sees("The server ended the connection: You have been banned: for good");
    await olga.sees("BOB is banned");
    olga.say("/ban bob");
    await olga.sees("bob is banned already, or nobody has that name");
    olga.say("/unban @bob");
    await olga.sees("bob is no longer banned");
    olga.say("/invite 2");
    await olga.sees("/invite/");
    olga.say("/invite few");
    await olga.sees("How many people is few?");
    olga.say("/kick");
    await olga.sees("It goes like this: /kick NAME [REASON]");
    olga.say("/bot helper");
    await olga.sees("The bot helper logs in with this token, shown only now: ");
    olga.say("/quit");
    await Promise.all([olga.code, again.code]);
    await house.dispose();
  });

  test("people are found by the nickname that the screen shows, unless several have it", async () => {
    const house = await startTestServer();
    const olga = await enters("olga", "--url", house.ws);
    olga.say(`/claim ${house.claimCode}`);
    await olga.sees("You own this server now");
    const register = (username: string) => connect(house.ws, { login: { register: { username, password } } });
    const [ann, bob] = [await register("ann"), await register("bob")];
    await ann.request("nickname_update", { nickname: "Robin" });
    await olga.sees("(bob came in)");
    olga.say("/who");
    await olga.sees("Robin [ann]");
    olga.say("/role robin");
    await olga.sees("robin: user");
    await bob.request("nickname_update", { nickname: "Robin" });
    const both = olga.sees("Several are called robin: ann, bob. Say which");
    olga.say("/kick robin");
    await both;
    const gone = ann.next("closed");
    olga.say("/kick ann");
    await gone;
    olga.say("/quit");
    await olga.code;
    bob.close();
    await house.dispose();
  });

  test("the owner's code, channels and the members who are online", async () => {
    const owner = await enters("olga");
    owner.say("/claim nonsense");
    await owner.sees("(This claim code is not valid");
    owner.say(`/claim ${server.claimCode}`);
    await owner.sees("You own this server now");
    const other = await enters("otto");
    const gone = await enters("gert");
    gone.say("/quit");
    await owner.sees("(gert went away)");
    owner.say("/channels");
    await owner.sees("#general");
    owner.say("/who");
    await owner.sees("otto");
    await owner.sees("away");
    owner.say("/join attic");
    await owner.sees("(Channel not found)");
    owner.say("/juggle");
    await owner.sees("There is no /juggle");
    owner.say("//shrug");
    await other.sees("olga: /shrug");
    owner.say("/quit");
    other.say("/quit");
  });

  test("an owner makes a webhook and an emoji, and sends any other command", async () => {
    const house = await startTestServer();
    const folder = newFolder();
    const olga = await enters("olga", "--url", house.ws);
    olga.say(`/claim ${house.claimCode}`);
    await olga.sees("You own this server now");
    olga.say("/webhook Build server");
    await olga.sees("Programs post in #general at ");
    const address =
      olga.printed
        .findLast((line) => line.startsWith("Programs post"))
        ?.split(" ")
        .at(-1) ?? "";
    expect(address).toStartWith(`${house.url}/webhooks/`);
    await fetch(address, { method: "POST", body: JSON.stringify({ content: "green" }), headers: asJson });
    await olga.sees("Build server (webhook): green");

    const picture = join(folder, "a picture.png");
    writeFileSync(picture, pngOfSize(2000));
    olga.say(`/emoji tea ${picture}`);
    await olga.sees(":tea: is an emoji now");
    olga.say(`/emoji cake ${join(folder, "none.png")}`);
    await olga.sees("There is no file ");

    olga.say(`/request message_new {"channel":"general","content":"two  spaces"}`);
    await olga.sees("olga: two  spaces");
    olga.say("/request attachment_upload_key");
    await olga.sees(`"key": "`);
    olga.say("/request message_new channel");
    await olga.sees("The fields are a JSON object");
    olga.say("/request no_such_command");
    await olga.sees("no_such_command");
    olga.say("/quit");
    expect(await olga.code).toBe(0);
    rmSync(folder, { recursive: true, force: true });
    await house.dispose();
  });

  test("other names are slash commands, of the server and of bots", async () => {
    const house = await startTestServer();
    const dora = await enters("dora", "--url", house.ws);
    dora.say("/nick Dorothea");
    await dora.sees("originChats: Nickname set to **Dorothea**");
    dora.say("/remind 5 the tea");
    await dora.sees("originChats: ⏰ I will remind you in 5 minutes. (only you see this)");
    const bot = await register(house.ws, "dicebot");
    await bot.request("slash_register", {
      commands: [
        {
          name: "roll",
          description: "Rolls dice",
          options: [
            { name: "sides", type: "int", required: true },
            { name: "why", type: "str", required: false },
          ],
        },
      ],
    });
    const called = bot.next("slash_call");
    dora.say("/roll");
    await dora.sees("It goes like this: /roll SIDES [WHY]");
    dora.say("/roll 20 for the tea");

    expect((await called).val.args).toEqual({ sides: 20, why: "for the tea" });
    dora.say("/help");
    await dora.sees("/nick");
    expect(dora.printed.at(-1)?.trim().split(" ")).toContain("/roll");
    dora.say("/dance");
    await dora.sees("There is no /dance");
    dora.say("/quit");
    await dora.code;
    bot.close();
    await house.dispose();
  });

  test("posts a file, and shows where those of others are", async () => {
    const folder = newFolder();
    const path = join(folder, "the plan.pdf");
    writeFileSync(path, "%PDF-1.7\n");
    const vera = await enters("vera");
    vera.say(`/upload ${path}`);
    await vera.sees("[the plan.pdf] http://127.0.0.1:");
    vera.say("/upload nowhere.pdf");
    await vera.sees("There is no file nowhere.pdf");
    writeFileSync(path, "PK\u0003\u0004");
    vera.say(`/upload ${path}`);
    await vera.sees("(Files of the type application/zip are not allowed here");
    const paul = await enters("paul");
    await paul.sees("[the plan.pdf] http://127.0.0.1:");
    for (const one of [vera, paul]) one.say("/quit");
    rmSync(folder, { recursive: true, force: true });
  });
});

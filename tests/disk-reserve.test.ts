/** Less free space than `DB.reserve`: members add nothing more, and everything else still works. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import { rows } from "./support/registry/rows.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

/** No disk has so much. */
const more = Number.MAX_SAFE_INTEGER;

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const reserve = (bytes: number) =>
  town.server.reconfigure({
    owners: ["olga"],
    rotur: { base_url: town.rotur.url },
    DB: { synchronous: "OFF", reserve: bytes },
  });

test("each command says whether it needs space", () => {
  for (const { name, ...definition } of Object.values(commands)) {
    const full = (definition.errors as readonly string[]).includes("storage_full");
    const said = "adds" in definition ? "refused" : full ? "partly" : "works";
    const where = `${name}: \`whileLow\` in tests/support/commands, and \`adds\` in the definition`;
    expect(rows[name]?.whileLow, where).toBe(said);
  }
});

test("members are refused, the owner is told and moderates, and a larger disk ends it", async () => {
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  const { message } = await mira.request("message_new", { channel: "general", content: "one" });
  await olga.request("channel_create", {
    name: "help",
    type: "forum",
    permissions: { view: ["user"], create_thread: ["user"] },
  });
  const told = olga.next("error");
  await reserve(more);
  expect(await told).toMatchObject({ src: "server", code: "storage_full" });

  const channel = "general";
  const refused = [
    mira.request("message_new", { channel, content: "two" }),
    mira.request("message_edit", { channel, id: message.id, content: "longer" }),
    mira.request("message_react_add", { channel, id: message.id, emoji: "👋" }),
    mira.request("poll_create", { channel, question: "?", options: ["a", "b"] } as never),
    mira.request("thread_create", { channel: "help", name: "help" }),
    olga.request("message_new", { channel, content: "also me" }),
  ];
  for (const request of refused) expect(await refusal(request)).toBe("storage_full");
  const codes = await town.join("newcomer").catch((error) => error.code);
  expect(codes).toBe("storage_full");

  await olga.request("user_timeout", { user: "mira", timeout: 60 });
  await olga.request("message_delete", { channel, id: message.id });
  await olga.request("user_ban", { user: "mira" });
  await olga.request("user_kick", { user: "nora" });
  await nora.next("closed").catch(() => {});
  await town.restart();
  const again = await town.join("olga");
  expect((await again.request("messages_get", { channel })).messages).toEqual([]);
  await again.request("user_unban", { user: "mira" });
  await again.request("channel_delete", { name: "help" });

  await reserve(0);
  await again.request("message_new", { channel, content: "as before" });
  expect((await town.join("newcomer")).user.username).toBe("newcomer");
});

test("an owner who logs in later is told too, others are not", async () => {
  await town.people("olga", "mira");
  await reserve(more);
  for (const [name, expected] of [
    ["olga", ["storage_full"]],
    ["mira", []],
  ] as const) {
    const member = await town.join(name);
    const codes = (await member.news()).flatMap((event) => (event.cmd === "error" ? [event.code] : []));
    expect([name, codes]).toEqual([name, [...expected]]);
  }
});

test("a picture is refused, and may be removed", async () => {
  const register = { username: "lena", password: "lena's password" };
  const lena = await connect(town.server.ws, { login: { register }, reconnect: [] });
  const png =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
  await lena.request("pfp_set", { url: png });
  await reserve(more);
  expect(await refusal(lena.request("pfp_set", { url: png }))).toBe("storage_full");
  expect((await lena.request("pfp_set", { url: null })).val).toBeNull();
  lena.close();
});

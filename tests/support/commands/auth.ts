import { expect } from "bun:test";
import { differences, type Followed, fetch, follow } from "../../../client/index.ts";
import { type Cast, give, leaves, pin, type Rows, react, refused, rest, tilda } from "../fresh-state/cast.ts";
import { openLine } from "../line.ts";
import type { SomeRows } from "../registry/row.ts";

const nothing = "a login brings the own account, and the rest is fetched";

export const rows = {
  auth: {
    names: { validator: null, invite_code: null, client: null, device: null },
    tells: { nothing },
    lists: null,
    whileLow: "partly",
  },
  login: {
    names: {
      username: null,
      password: null,
      token: null,
      session: null,
      remember: null,
      device: null,
    },
    tells: { nothing },
    lists: null,
    whileLow: "partly",
  },
  register: {
    names: { username: null, password: null, invite_code: null, client: null, device: null, remember: null },
    tells: { nothing },
    lists: null,
    whileLow: "partly",
  },
  owner_claim: {
    names: { code: null },
    right: { code: "none" },
    tells: { nothing: "it is about the own roles" },
    lists: null,
    whileLow: "works",
  },
  resume: {
    names: { epoch: null, seq: null },
    right: { epoch: "none", seq: 0 },
    tells: { nothing: "the events that it repeats are checked by tests/resume.test.ts" },
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

export const changing = {
  auth: {
    "refused before login": ({ unauthenticated }) =>
      unauthenticated.ask({ cmd: "auth", validator: "nobody,nothing" }, "auth_error"),
    "a newcomer": ({ join }) => join("quinn"),
    "somebody from one more place": async ({ join }) => {
      const third = await join("nora");
      await third.request("status_set", { status: "dnd", text: "twice here" });
    },
    "a hidden member, who posts": async (cast) => {
      const zoe = await cast.join("zoe");
      await zoe.request("status_set", { status: "idle" });
      await leaves(zoe, "zoe", cast);
      const hidden = await cast.join("zoe");
      await hidden.request("status_set", { status: "invisible", text: "not here" });
      await cast.join("zoe");
      await hidden.request("message_new", { channel: "general", content: "from the dark" });
    },
    "a member with another name": async (cast) => {
      await cast.nora.request("message_new", { channel: "general", content: "call me elinor" });
      cast.town.rotur.account("elinor", cast.nora.user.id);
      await cast.join("nora");
    },
    "a kicked member, who comes back under another name": async (cast) => {
      const { olga, town } = cast;
      const wanda = await cast.join("wanda");
      const { message } = await wanda.request("message_new", { channel: "general", content: "I am wanda" });
      await olga.request("message_new", { channel: "general", content: "so?", reply_to: message.id });
      await olga.request("message_react_add", { channel: "general", id: message.id, emoji: "👋" });
      await wanda.request("thread_create", { channel: "help", name: "Wanda's" });
      await olga.request("user_kick", { user: "wanda" });
      town.rotur.account("zora", wanda.user.id);
      await cast.join("wanda");
    },
    "another, whose name somebody has by now": async (cast) => {
      const xena = await cast.join("xena");
      await cast.olga.request("user_kick", { user: "xena" });
      await cast.join("yara");
      cast.town.rotur.account("xena", (await cast.join("yara")).user.id);
      const taker = await cast.join("yara");
      await taker.request("message_new", { channel: "general", content: "I am xena now" });
      cast.town.rotur.account("ximena", xena.user.id);
      await cast.join("xena");
    },
    "a member who takes another's name, which goes back later": async (cast) => {
      cast.town.rotur.account("mira", cast.paul.user.id);
      await cast.join("paul");
      cast.town.rotur.account("miranda", cast.mira.user.id);
      await cast.join("mira");
    },
  },
  login: {
    "refused before login": ({ unauthenticated }) =>
      unauthenticated.ask({ cmd: "login", username: "olga", password: "guess" }, "auth_error"),
    "an offline member, twice": async (cast) => {
      const first = await cast.local({ register: tilda });
      await first.request("status_set", { status: "dnd", text: "back on Monday" });
      await leaves(first, "USR:local_tilda", cast);
      await cast.local({ login: tilda });
      await cast.local({ login: tilda });
    },
  },
  register: {
    "refused before login": ({ unauthenticated }) =>
      unauthenticated.ask({ cmd: "register", username: "x", password: "y" }, "auth_error"),
    "a newcomer, who posts": async ({ local }) => {
      const client = await local({ register: tilda });
      await client.request("message_new", { channel: "general", content: "hello, I'm tilda" });
    },
  },
  owner_claim: {
    "refused: a guess": ({ mira }) => refused(mira.request("owner_claim", { code: "ABCD" }), "claim_invalid"),
    "with the printed code": ({ town, olga }) =>
      olga.request("owner_claim", { code: town.server.claimCode ?? "" }),
    "refused: there is an owner": ({ town, mira }) =>
      refused(mira.request("owner_claim", { code: town.server.claimCode ?? "" }), "claim_invalid"),
  },
  resume: {
    "refused before login": ({ unauthenticated }) =>
      unauthenticated.ask({ cmd: "resume", epoch: "x", seq: 0 }, "auth_error"),
    "with nothing missed": ({ mira }) => mira.request("resume", mira.position),
    "of another life of the server": ({ nora }) => nora.request("resume", { epoch: "x", seq: 0 }),
    "after a loss, of what happened meanwhile": async (cast) => {
      const { olga, nora, messages, vault } = cast;
      const resets = await throughLoss(cast, () => [
        nora.request("message_new", { channel: "general", content: "where is mira?" }),
        nora.request("message_edit", { channel: "general", id: messages.answer, content: "@mira!" }),
        olga.request("message_delete", { channel: "vault", id: vault.inventory }),
        nora.request("status_set", { status: "idle", text: "waiting" }),
        react(nora, messages.newest, "👋"),
        pin(olga, messages.newest),
      ]);
      expect(resets).toBe(0);
    },
    "after a loss in which roles changed, and so perhaps what she may view": async (cast) => {
      const resets = await throughLoss(cast, () => [
        give(cast.olga, "nora", "cook", "user"),
        cast.olga.request("role_update", { name: "cook", color: "#abcdef" }),
      ]);
      expect(resets).toBe(1);
    },
  },
} satisfies Rows;

/** Takes all roles but `user` from the only owner, in memory, as no command does. Nobody is told. */
export function leaveOwnerless({ town, olga }: Cast): void {
  const { roles, users } = town.server.state;
  const [user, role] = [users.get(olga.user.id), roles.byName.get("user")];
  if (!user || !role) throw new Error("no owner");
  const after = { ...user, roles: [role.id] };
  rest();
  town.server.eventLog.append({ changes: [{ type: "users", users: [after] }] });
}

/** A third connection of mira's breaks, and comes back to what happened meanwhile. Gives how often it had to fetch anew. */
async function throughLoss(
  { town, join, endings }: Cast,
  meanwhile: () => readonly Promise<unknown>[],
): Promise<number> {
  const line = await openLine(town.server.url);
  endings.push(line.close);
  const client = await join("mira", { address: line.address, reconnect: [10] });
  const followed = await follow(client);
  let resets = 0;
  client.on("reset", () => resets++);
  const lost = client.next("lost");
  // Nobody listens there, so she can't be back too early.
  line.leadTo("ws://127.0.0.1:1");
  line.cut();
  await lost;
  await Promise.all(meanwhile());
  line.leadTo(town.server.url);
  await client.next("ready");
  await client.request("ping");
  if (resets > 0) await refetched(followed);
  expect(differences(followed.model, await fetch(client))).toEqual([]);
  followed.stop();
  client.close();
  return resets;
}

/** The state that `follow` fetches by itself after a `reset` is there: nothing else changes it now. */
const refetched = (followed: Followed) =>
  new Promise<void>((resolve) => {
    const stop = followed.changed(() => {
      stop();
      resolve();
    });
  });

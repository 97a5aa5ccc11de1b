/** The members in tests/fresh-state.test.ts, and requests that many of its tests make. */
import { expect } from "bun:test";
import { type Account, type Client, connect, type Place } from "../../../client/index.ts";
import { connectRaw } from "../raw-socket.ts";
import { gif } from "../small-pictures.ts";
import { type Member, openTown, refusal } from "../town.ts";

/** What happens, and what it is called. */
export type Actions = Readonly<Record<string, (cast: Cast) => Promise<unknown>>>;
/** By the name of the command. */
export type Rows = Readonly<Record<string, Actions>>;

/** Moves only by `rest`. */
let time = Date.now();
export const now = () => time;
/** Unix seconds of a time so many seconds away. */
export const ahead = (seconds: number) => time / 1000 + seconds;
/** Pushed lists are at most one a second: after this the next one comes at once. */
export const rest = () => {
  time += 1001;
};

export const everybody = { view: ["user"], send: ["user"] };
export const onlyStaff = { view: ["staff"], send: ["staff"] };
export const month = 28 * 24 * 60 * 60;
/** A local account. */
export const tilda = { username: "tilda", password: "tea and cake" };

/**
 * Olga is the owner. Mira has the role `staff` with many permissions, and two connections. Nora lacks the role. Paul is
 * muted. Only staff may view #vault.
 */
export async function openCast() {
  const town = await openTown({ now });
  /** What is to end with it, the last first. */
  const endings: (() => unknown)[] = [town.close];
  /** The commands that were answered with no refusal since it was emptied. */
  const answered = new Set<string>();

  function noting<Each extends Client>(client: Each): Each {
    const request = client.request as (name: string, ...given: unknown[]) => Promise<unknown>;
    return Object.defineProperties({} as Each, {
      ...Object.getOwnPropertyDescriptors(client),
      request: {
        async value(name: string, ...given: unknown[]) {
          const reply = await request(name, ...given);
          answered.add(name);
          return reply;
        },
      },
    });
  }
  const join: typeof town.join = async (name, options) => {
    const member = await town.join(name, options);
    answered.add("auth");
    return noting(member);
  };
  const local = async (login: { register: Account } | { login: Account }) => {
    const client = await connect(town.server.ws, { login, reconnect: [] });
    endings.push(client.close);
    for (const name of Object.keys(login)) answered.add(name);
    return noting(client);
  };

  const [olga, mira, nora, paul] = [
    await join("olga"),
    await join("mira"),
    await join("nora"),
    await join("paul"),
  ];
  const permissions = ["manage_channels", "manage_roles", "manage_users"];
  const staff = await olga.request("role_create", { name: "staff", color: "#00ff00", permissions });
  const cook = await olga.request("role_create", { name: "cook", color: "#123456" });
  await give(olga, "mira", "staff", "user");
  const channel = async (name: string, permissions: object, type: "text" | "voice" | "forum" = "text") => {
    rest();
    await olga.request("channel_create", { name, type, permissions: { ...permissions } });
  };
  await olga.request("emoji_add", { name: "wave", image: gif });
  await olga.request("sticker_add", { name: "hello", image: gif });
  await channel("vault", onlyStaff);
  await channel("tea", everybody);
  await channel("talk", everybody, "voice");
  await channel("help", { ...everybody, create_thread: ["user"] }, "forum");
  await channel("den", { ...onlyStaff, create_thread: ["staff"] }, "forum");
  const start = async (author: Member, name: string, title: string, content: string) =>
    (await author.request("thread_create", { channel: name, name: title, content })).thread.id;
  const post = async (author: Member, name: string, content: string, reply_to?: string) => {
    const request = { channel: name, content, ...(reply_to && { reply_to }) };
    return (await author.request("message_new", request)).message.id;
  };
  const opening = await post(paul, "general", "hello @nora and @&staff");
  const answer = await post(nora, "general", "hello, @&cook", opening);
  const secret = await post(mira, "vault", "gold");
  const inventory = await post(olga, "vault", "ten bars, @mira", secret);
  const newest = await post(mira, "general", "good morning @olga", answer);
  const crash = await start(nora, "help", "It crashes", "since @paul was here");
  const { messages: inCrash } = await mira.request("messages_get", { thread_id: crash });
  await mira.request("message_new", { thread_id: crash, content: "when?" });
  await paul.request("thread_join", { thread_id: crash });
  const rules = await start(olga, "help", "Rules", "be kind");
  await olga.request("thread_update", { thread_id: rules, locked: true, archived: true });
  const heist = await start(mira, "den", "Heist", "at night");
  const poll = await ask(olga, { thread_id: heist });
  await poll.vote(mira, "0");
  await olga.request("user_timeout", { user: "paul", timeout: month });
  const again = await join("mira");
  const unauthenticated = await connectUnauthenticated(town.server.url);
  endings.push(unauthenticated.end);
  return {
    town,
    join,
    local,
    endings,
    answered,
    olga,
    mira,
    nora,
    paul,
    again,
    unauthenticated,
    staff,
    cook,
    /** In #general, the oldest first: paul's, nora's, mira's. */
    messages: { opening, answer, newest },
    /** In #vault: mira's, olga's. */
    vault: { secret, inventory },
    /** In #help nora's, which paul joined, and olga's, which is locked and archived; in #den mira's. */
    threads: { crash, rules, heist },
    /** Nora's first in `crash`. */
    inCrash: inCrash[0]?.id ?? "",
    /** In `heist`, with a vote of mira's. */
    poll,
    async [Symbol.asyncDispose]() {
      for (const end of endings.reverse()) await end();
    },
  };
}
export type Cast = Awaited<ReturnType<typeof openCast>>;

/** A connection that never logs in. */
async function connectUnauthenticated(url: string) {
  const peer = await connectRaw(url);
  const received: string[] = [];
  const receive = async (until: string) => {
    for (const { cmd } of await peer.until(until)) received.push(cmd);
  };
  await receive("handshake");
  return {
    received,
    /** Sends it and waits for the answer. */
    async ask(packet: object, answer: "pong" | "auth_error") {
      peer.send(packet);
      await receive(answer);
    },
    end: () => peer.destroy(),
  };
}

/** Who looks on, with a kept state. */
export const viewers = (cast: Cast): Readonly<Record<string, Member>> => ({
  owner: cast.olga,
  "member with the role": cast.mira,
  "his second connection": cast.again,
  "member without it": cast.nora,
  muted: cast.paul,
});

export const refused = async (request: Promise<unknown>, code: Awaited<ReturnType<typeof refusal>>) =>
  expect(await refusal(request)).toBe(code);

export const update = (by: Member, current_name: string, updates: object) =>
  by.request("channel_update", { current_name, updates: { ...updates } });
export const react = (by: Member, id: string, emoji: string) =>
  by.request("message_react_add", { channel: "general", id, emoji });
export const unreact = (by: Member, id: string, emoji: string) =>
  by.request("message_react_remove", { channel: "general", id, emoji });
export const pin = (by: Member, id: string) => by.request("message_pin", { channel: "general", id });
export const give = (by: Member, user: string, ...roles: string[]) =>
  by.request("user_roles_set", { user, roles });

/** A poll about lunch. */
export async function ask(
  by: Member,
  at: Place & { readonly expires_at?: number },
  allow_multiselect = false,
) {
  const options = ["Soup", { text: "Salad", emoji: "🥗" }];
  const reply = await by.request("poll_create", { question: "Lunch?", options, allow_multiselect, ...at });
  const { poll_id, message_id } = reply;
  const vote = (voter: Member, ...option_ids: string[]) =>
    voter.request("poll_vote", { poll_id, option_ids });
  return { poll_id, message_id, vote };
}

/** Somebody's connection ends. */
export async function leaves(client: Client, name: string, { olga }: Cast): Promise<void> {
  const gone = olga.next("user_disconnect", ({ username }) => username === name);
  client.close();
  await gone;
}

/**
 * Runs the act, which changes these clients' lists within a second of the last change. They come when that second
 * is over, as it is then.
 */
export async function withoutRest(clients: readonly Client[], act: () => Promise<unknown>): Promise<void> {
  // Lists that were pushed before are not meant.
  await Promise.all(clients.map((client) => client.request("ping")));
  const pushed = clients.map((client) => client.next("channels_get"));
  await act();
  rest();
  await Promise.all(pushed);
}

/**
 * A bot as the official Python library behaves, in raw frames: no `listener`, no `command` in answers, no pong to the
 * server's `ping` packets, and `[]` where it means nothing.
 */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { connectRaw, type Packet, type RawPeer } from "./support/raw-socket.ts";
import { type Member, openTown, type Town } from "./support/town.ts";

let town: Town;
let mira: Member;
let account: ReturnType<Town["rotur"]["account"]>;
let peers: RawPeer[];
beforeEach(async () => {
  town = await openTown();
  peers = [];
  account = town.rotur.account("dicebot");
  [, mira] = await town.people("olga", "mira");
});
afterEach(async () => {
  for (const peer of peers) peer.destroy();
  await town.close();
});

const roll = {
  name: "roll",
  description: "Rolls a die",
  options: [
    { name: "sides", type: "int", description: "How many", required: false, choices: [] },
    { name: "how", type: "enum", description: "How", required: false, choices: ["high", "low"] },
  ],
  whitelistRoles: [],
  blacklistRoles: [],
  ephemeral: false,
};

/** Connects, logs in, and registers its commands when `ready` has come. */
async function start(commands: readonly object[] = [roll]): Promise<RawPeer> {
  const peer = await connectRaw(town.server.url);
  peers.push(peer);
  const { val } = await peer.packet("handshake");
  const { validator_key } = val as { validator_key: string };
  peer.send({ cmd: "auth", validator: account.validatorFor(validator_key) });
  await peer.packet("ready");
  peer.send({ cmd: "slash_register", commands });
  return peer;
}

/** Runs its callback for the next call. */
async function answerNext(peer: RawPeer): Promise<Packet> {
  const call = await peer.packet("slash_call");
  const { val, invoker, channel } = call as unknown as {
    val: { args: { sides?: number } };
    invoker: string;
    channel: string;
  };
  const response = `rolled ${val.args.sides ?? 6}`;
  peer.send({ cmd: "slash_response", response, invoker, channel, ephemeral: false });
  return call;
}

test("it logs in, registers, is called, and its answer names the caller", async () => {
  const peer = await start();
  expect((await peer.until("slash_register")).slice(-2)).toMatchObject([
    { cmd: "slash_add", commands: [{ name: "roll", registeredBy: "dicebot", whitelistRoles: null }] },
    { cmd: "slash_register", val: "1 commands registered successfully" },
  ]);
  await mira.news();
  await mira.request("slash_call", { channel: "general", command: "roll", args: { sides: "20" } });
  expect(await answerNext(peer)).toMatchObject({
    val: { command: "roll", args: { sides: 20 }, commander: "dicebot" },
    invoker: mira.user.id,
    invokerUsername: "mira",
    channel: "general",
  });
  const answer = {
    user: "dicebot",
    content: "rolled 20",
    interaction: { command: "roll", username: "mira" },
  };
  expect(await peer.packet("message_new")).toMatchObject({ message: answer, channel: "general" });
  expect(await mira.news()).toMatchObject([{ cmd: "message_new", message: answer }]);
});

test("it may answer several times, and long after the call", async () => {
  const peer = await start();
  await peer.packet("slash_register");
  await mira.request("slash_call", { channel: "general", command: "roll" });
  const { invoker, channel } = await answerNext(peer);
  await peer.packet("message_new");
  peer.send({ cmd: "slash_response", response: "again", invoker, channel, ephemeral: false });
  expect(await peer.packet("message_new")).toMatchObject({
    message: { content: "again", interaction: { command: "roll", username: "mira" } },
  });
});

test("started again while its dead connection is still open, it gets the calls", async () => {
  const dead = await start();
  await dead.packet("slash_register");
  const peer = await start();
  await peer.packet("slash_register");
  await mira.request("slash_call", { channel: "general", command: "roll" });
  await answerNext(peer);
  expect(await peer.packet("message_new")).toMatchObject({ message: { content: "rolled 6" } });
});

test("a bot without commands is no error, though its owner is logged in elsewhere", async () => {
  await town.join("dicebot");
  const peer = await start([]);
  expect(await peer.packet("slash_register")).toMatchObject({ val: "0 commands registered successfully" });
});

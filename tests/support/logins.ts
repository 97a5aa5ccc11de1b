/** Servers with an identity service, and logins on raw connections. */
import { expect } from "bun:test";
import type { User } from "../../src/chat/model.ts";
import { updateUsers } from "../../src/db/users.ts";
import { endings } from "./endings.ts";
import { type FakeRotur, startFakeRotur } from "./fake-rotur.ts";
import { connectRaw, type Packet, type RawPeer } from "./raw-socket.ts";
import { startTestServer, store, type TestServer, type TestServerOptions } from "./server.ts";
import { openTown, type Town } from "./town.ts";

export type Config = NonNullable<TestServerOptions["config"]>;

export async function serve(config: Config = {}, options: Omit<TestServerOptions, "config"> = {}) {
  const rotur = startFakeRotur();
  const server = await startTestServer({
    ...options,
    config: { ...config, rotur: { base_url: rotur.url, timeout_ms: 300, ...(config["rotur"] as object) } },
  });
  endings.push(rotur.stop, server.dispose);
  return { rotur, server };
}

export async function town(options: TestServerOptions = {}): Promise<Town> {
  const opened = await openTown(options);
  endings.push(opened.close);
  return opened;
}

/** A connection that got its handshake. */
export async function visit(server: TestServer, headers: Record<string, string> = {}) {
  const peer = await connectRaw(server.url, { headers });
  const handshake = await peer.packet("handshake");
  return {
    peer,
    val: handshake["val"] as Packet & Record<string, never>,
    key: String((handshake["val"] as Packet)["validator_key"]),
  };
}

/** What comes before the answer to a ping: everything, if nothing else was under way. */
export async function rest(peer: RawPeer): Promise<Packet[]> {
  peer.send({ cmd: "ping" });
  return (await peer.until("pong")).slice(0, -1);
}

/** Sends and gives the one answer. */
export async function ask(peer: RawPeer, packet: object): Promise<Packet> {
  peer.send(packet);
  const answer = await peer.packet();
  expect(await rest(peer)).toEqual([]);
  return answer;
}

export async function refused(server: TestServer, packet: object): Promise<string> {
  const { peer } = await visit(server);
  const answer = await ask(peer, packet);
  expect(answer.cmd).toBe("auth_error");
  peer.destroy();
  return `${String(answer["code"])}: ${String(answer["val"])}`;
}

export async function register(server: TestServer, username: string, password = "password") {
  const { peer } = await visit(server);
  peer.send({ cmd: "register", username, password });
  return { peer, packets: await peer.until("ready") };
}

export async function authenticate(server: TestServer, account: ReturnType<FakeRotur["account"]>) {
  const { peer, key } = await visit(server);
  peer.send({ cmd: "auth", validator: account.validatorFor(key) });
  return peer;
}

/** Tries to log in on a connection of its own, and gives the code of the refusal or `auth_success`. */
export async function logIn(server: TestServer, username: string, password: string, address?: string) {
  const { peer } = await visit(server, address === undefined ? {} : { "X-Forwarded-For": address });
  const answer = await first(peer, { cmd: "login", username, password });
  peer.destroy();
  return String(answer["code"] ?? answer.cmd);
}

/** For logins that succeed, where more follows: the first packet. */
export async function first(peer: RawPeer, packet: object): Promise<Packet> {
  peer.send(packet);
  return await peer.packet();
}

/** Changes a member behind everybody's back. */
export async function change(server: TestServer, name: string, fields: Partial<User>): Promise<void> {
  const user = server.state.userByName(name);
  if (!user) throw new Error(`no ${name}`);
  const users = [{ ...user, ...fields }];
  await store(server, updateUsers({ users }));
  server.eventLog.append({ changes: [{ type: "users", users }] });
}

/** Until the server has noticed that connections of somebody ended. */
export async function gone(server: TestServer, name: string, left = 0): Promise<void> {
  const user = server.state.userByName(name);
  while (user && server.state.connections(user.id) > left) await Bun.sleep(1);
}

export const commands = (packets: readonly Packet[]) => packets.map(({ cmd }) => cmd);

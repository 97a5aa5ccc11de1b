/** A server of which a test says every word, and clients that are connected to it. */
import { type ConnectOptions, connect } from "../../client/index.ts";
import { createFakeClock } from "./fake-clock.ts";

type Packet = Readonly<Record<string, unknown>>;

export function startFakeChat() {
  const received: { packet: Packet; socket: Bun.ServerWebSocket }[] = [];
  const opened: Bun.ServerWebSocket[] = [];
  let wake = () => {};
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("no", { status: 400 })),
    websocket: {
      open(socket) {
        opened.push(socket);
        socket.send(JSON.stringify({ cmd: "handshake", val: { validator_key: `key ${opened.length}` } }));
        wake();
      },
      message(socket, text) {
        received.push({ packet: JSON.parse(String(text)), socket });
        wake();
      },
    },
  });
  /** The next packet of that name, taken out. */
  async function next(cmd: string): Promise<Packet> {
    for (;;) {
      const index = received.findIndex(({ packet }) => packet.cmd === cmd);
      if (index >= 0) return received.splice(index, 1)[0]?.packet ?? {};
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const socket = () => {
    const last = opened.at(-1);
    if (!last) throw new Error("nobody connected");
    return last;
  };
  const send = (...packets: object[]) => {
    for (const packet of packets) socket().send(JSON.stringify(packet));
  };
  return {
    url: `ws://127.0.0.1:${server.port}`,
    opened,
    received,
    next,
    send,
    /** Answers a login. */
    welcome: (seq: number, epoch = "e1") =>
      send({
        cmd: "ready",
        user: { id: "1", username: "mira", nickname: null },
        session: { id: "s", epoch, seq },
      }),
    close: (code: number) => socket().close(code, "because"),
    /** The network is gone: no close frame. */
    cut: () => socket().terminate(),
    stop: () => server.stop(true),
  };
}

export const account = { username: "mira", password: "tea and cake" };

export const message = (seq: number) => ({
  cmd: "message_new",
  seq,
  channel: "general",
  message: { id: `m${seq}` },
});

/** A client that is logged in. @param onEnd is given what must be done when the test is over */
export async function connected(
  onEnd: (cleanup: () => void) => void,
  options: Partial<ConnectOptions> = {},
  seq = 10,
) {
  const fake = startFakeChat();
  const clock = createFakeClock();
  onEnd(() => void fake.stop());
  const connecting = connect(fake.url, {
    login: { login: account },
    later: clock.later,
    random: () => 0.5,
    ...options,
  });
  await fake.next("login");
  fake.welcome(seq);
  const client = await connecting;
  onEnd(() => client.close());
  const seen: unknown[] = [];
  client.on("message_new", ({ message }) => seen.push(message.id));
  client.on("typing", ({ user }) => seen.push(`${user} types`));
  client.on("reset", ({ seq }) => seen.push(`reset at ${seq}`));
  client.on("ready", () => seen.push("ready"));
  /** The client notices, and dials again after its first wait. */
  async function breakLine(): Promise<void> {
    const lost = client.next("lost");
    fake.cut();
    await lost;
    clock.pass(1000);
  }
  return { fake, clock, client, seen, breakLine };
}

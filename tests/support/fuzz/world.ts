/** The server under fuzz: its people, and the checks of every packet. */
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { type Client, CommandError, connect, follow } from "../../../client/index.ts";
import { outlineOf } from "../../../src/gateway/outline.ts";
import { usualFrameBytes } from "../../../src/protocol/limits.ts";
import type { FakeRotur } from "../fake-rotur.ts";
import type { Packet } from "../raw-socket.ts";
import type { TestServer } from "../server.ts";
import { definitions, type Frame, placeholder, type Request } from "./frames.ts";

export const replies = new Map(
  [...definitions].map(([name, { reply }]) => [name, TypeCompiler.Compile(reply)]),
);

export const stayed = ["warden", "olga", "mira", "bea"] as const;
export const worlds = { warden: ["owner"], olga: ["owner", "user"], mira: ["user"], bea: ["user"] };

export class World {
  readonly rotur: FakeRotur;
  server: TestServer;
  readonly errors: string[];
  /** Ids of recent messages. */
  readonly recent: string[] = [];
  frames = 0;
  answered = { replies: 0, refusals: 0 };
  private readonly accounts = new Map<string, ReturnType<FakeRotur["account"]>>();

  constructor(rotur: FakeRotur, server: TestServer, errors: string[]) {
    this.rotur = rotur;
    this.server = server;
    this.errors = errors;
  }

  account(name: string) {
    const account = this.accounts.get(name) ?? this.rotur.account(name);
    this.accounts.set(name, account);
    return account;
  }

  /** A frame as it goes out. */
  text(frame: Frame, listener: string, epoch = "epoch"): string {
    this.frames++;
    if ("garbage" in frame) return frame.garbage;
    const open = frame.open.replace(placeholder, (_, index?: string) =>
      JSON.stringify(index === undefined ? epoch : (this.recent.at(-1 - Number(index)) ?? "none")),
    );
    return `${open},"listener":${JSON.stringify(listener)}}`;
  }

  /** Rules for every packet to any client. */
  look(name: string, packet: Packet): void {
    const { code, listener, message } = packet as Packet & { message?: { id?: unknown } };
    if (code === "internal_error" || code === "storage_unavailable")
      throw new Error(`${name} was told of ${code}`);
    if (typeof listener === "string" && listener.includes(" ") && !listener.startsWith(`${name} `)) {
      throw new Error(`${name} got the answer to '${listener}'`);
    }
    if (packet.cmd !== "message_new" || typeof message?.id !== "string") return;
    this.recent.push(message.id);
    if (this.recent.length > 20) this.recent.shift();
  }

  /** An answer must be what the definition promises. */
  judge(frame: Request, packet: Packet): void {
    if (packet.cmd === "error" || packet.cmd === "rate_limit") {
      this.answered.refusals++;
      if (typeof packet["code"] !== "string") throw new Error(`a refusal without code: ${shown(packet)}`);
      return;
    }
    this.answered.replies++;
    const reply = replies.get(frame.command);
    if (!reply?.Check(packet)) {
      const first = reply?.Errors(packet).First();
      throw new Error(
        `not the reply that ${frame.command} defines: ${first?.path} ${first?.message} in ${shown(packet)}`,
      );
    }
  }
}

/** What frames are answered with that nobody parsed, or could. */
export const unreadCodes = new Set<unknown>(["invalid_message", "message_too_complex", "frame_too_large"]);
export const isTooComplex = (text: string) => outlineOf(text) === null;
/** Larger than what its command takes. */
export function isForNobody(text: string): boolean {
  const cmd = outlineOf(text)?.cmd;
  return Buffer.byteLength(text) > usualFrameBytes && !definitions.get(cmd ?? "")?.largeFrames;
}

export const shown = (value: unknown) =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 1500);

/** A member who stays connected and keeps a model of everything. */
export async function enter(world: World, name: string) {
  const problems: Error[] = [];
  const answers: Packet[] = [];
  const client: Client = await connect(world.server.ws, {
    reconnect: [],
    login: { validator: async (key) => world.account(name).validatorFor(key) },
    received(text) {
      const packet: Packet = JSON.parse(text);
      try {
        world.look(name, packet);
      } catch (error) {
        problems.push(error as Error);
      }
      const { listener } = packet;
      const mine = typeof listener === "string" ? listener.includes(" ") : unreadCodes.has(packet["code"]);
      if (mine) answers.push(packet);
    },
  });
  const followed = await follow(client);

  return {
    name,
    client,
    followed,
    problems,
    /** Sends frames at once; the answers must be theirs, one each, in order. */
    async send(some: readonly Frame[], tag: string): Promise<void> {
      answers.length = 0;
      const sent = some.map((frame, index) => ({ frame, listener: `${name} ${tag}.${index}` }));
      const texts = sent.map(({ frame, listener }) => world.text(frame, listener));
      for (const text of texts) client.send(text);
      await client.request("ping", {}, { timeout: 20_000 }).catch((cause) => {
        throw new Error(`${name} is answered no more, after ${answers.length} answers of ${shown(texts)}`, {
          cause,
        });
      });
      for (const [index, { frame, listener }] of sent.entries()) {
        const answer = answers[index];
        const unread = "garbage" in frame || isTooComplex(texts[index] ?? "");
        const due = unread ? answer && !("listener" in answer) : answer?.["listener"] === listener;
        if (!due || !answer)
          throw new Error(`${name}: ${shown(texts[index])} was answered with ${shown(answer)}`);
        try {
          if (!("garbage" in frame)) world.judge(frame, answer);
          if (problems[0]) throw problems[0];
        } catch (cause) {
          throw new Error(`${name}: ${(cause as Error).message} after ${shown(texts[index])}`, { cause });
        }
      }
      if (answers.length > sent.length)
        throw new Error(`${name}: too many answers: ${shown(answers.slice(sent.length))}`);
    },
    leave() {
      followed.stop();
      client.close();
    },
  };
}
export type Member = Awaited<ReturnType<typeof enter>>;

/** A client that connects, may log in, sends its frames, each followed by a `ping`, and goes. */
export async function visit(
  world: World,
  name: string,
  some: readonly Frame[],
  logsIn: boolean,
): Promise<void> {
  const socket = new WebSocket(world.server.ws);
  let packets: Packet[] = [];
  let wake = () => {};
  let over = false;
  socket.onmessage = ({ data }) => {
    packets.push(JSON.parse(String(data)));
    wake();
  };
  socket.onclose = () => {
    over = true;
    wake();
  };
  /** Everything up to that packet; null when the connection ended before. */
  async function until(last: (packet: Packet) => boolean): Promise<Packet[] | null> {
    for (;;) {
      const at = packets.findIndex(last);
      if (at >= 0) {
        const found = packets.slice(0, at + 1);
        packets = packets.slice(at + 1);
        return found;
      }
      if (over) return null;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  let loggedIn = false;
  let epoch = "epoch";
  const handshake = (await until(({ cmd }) => cmd === "handshake"))?.at(-1) as
    | { val?: { validator_key: string } }
    | undefined;
  const welcome = (packet: Packet) => {
    if (packet.cmd !== "ready") return;
    loggedIn = true;
    epoch = (packet["session"] as { epoch: string }).epoch;
  };
  if (logsIn) {
    const validator = world
      .account(name.replaceAll(" ", "-"))
      .validatorFor(handshake?.val?.validator_key ?? "");
    socket.send(JSON.stringify({ cmd: "auth", validator }));
    for (const packet of (await until(({ cmd }) => cmd === "ready")) ?? []) welcome(packet);
    if (!loggedIn) throw new Error(`${name} could not log in`);
  }
  for (const [index, frame] of some.entries()) {
    const listener = `${name} ${index}`;
    const text = world.text(frame, listener, epoch);
    const wasIn = loggedIn;
    socket.send(text);
    socket.send(JSON.stringify({ cmd: "ping", listener: `${name} mark ${index}` }));
    const received = await until((packet) => packet["listener"] === `${name} mark ${index}`);
    const packetsThen = received?.slice(0, -1) ?? packets;
    for (const packet of packetsThen) {
      world.look(name, packet);
      welcome(packet);
    }
    const answers = packetsThen.filter(
      (packet) =>
        packet["listener"] === listener ||
        packet.cmd === "auth_error" ||
        packet.cmd === "ready" ||
        unreadCodes.has(packet["code"]),
    );
    const unread = "garbage" in frame || isTooComplex(text) || isForNobody(text);
    const due = unread && !wasIn ? 0 : 1;
    if (answers.length !== due)
      throw new Error(`${name}: ${shown(text)} was answered with ${shown(answers)}`);
    if (wasIn && "command" in frame && answers[0]) world.judge(frame, answers[0]);
    // The `ping` behind it may be answered too, before the end.
    if (answers[0]?.cmd === "user_leave" && wasIn) return;
    if (received === null) throw new Error(`${name}: the connection ended after ${shown(text)}`);
  }
  socket.onclose = null;
  socket.close();
}

/** Back to something that frames can break: the roles that people had, and a few channels and roles. */
export async function tidy(world: World): Promise<void> {
  const warden = await connect(world.server.ws, {
    reconnect: [],
    login: { validator: async (key) => world.account("warden").validatorFor(key) },
  });
  const perhaps = (attempt: Promise<unknown>) =>
    attempt.catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
    });
  await perhaps(warden.request("user_unban", { user: "absent" }));
  const absent = await connect(world.server.ws, {
    reconnect: [],
    login: { validator: async (key) => world.account("absent").validatorFor(key) },
  });
  absent.close();
  for (const [user, roles] of Object.entries(worlds)) {
    await perhaps(warden.request("user_roles_set", { user, roles }));
    await perhaps(warden.request("user_timeout", { user, timeout: 0 }));
  }
  const { val } = await warden.request("channels_get");
  for (const { name } of val) await perhaps(warden.request("channel_delete", { name }));
  const { roles } = await warden.request("roles_list");
  for (const name of Object.keys(roles)) await perhaps(warden.request("role_delete", { name }));
  await warden.request("channel_create", {
    name: "general",
    type: "text",
    permissions: { view: ["user"], send: ["user"], delete: ["user"] },
  });
  await warden.request("channel_create", {
    name: "Other",
    type: "text",
    permissions: { view: ["user"], send: ["user"] },
  });
  await perhaps(
    warden.request("role_create", { name: "cook", permissions: ["manage_channels", "manage_roles"] }),
  );
  for (let i = 0; i < 5; i++)
    await warden.request("message_new", { channel: "general", content: `first ${i}` });
  warden.close();
}

/** Resolves when only so many connections are open. */
export async function connections(server: TestServer, count: number): Promise<void> {
  while (server.gateway.metrics().connections !== count)
    await new Promise<void>((resolve) => setImmediate(resolve));
}

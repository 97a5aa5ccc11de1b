/** A town with a push service: olga who writes, and mira with a phone, whom she calls. */
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { type FakeDevice, type FakePush, startFakePush } from "./fake-push.ts";
import { type Member, openTown, type Town } from "./town.ts";

export interface PushScene {
  readonly push: FakePush;
  readonly town: Town;
  /** Milliseconds since the epoch; tests move it. */
  now: number;
  /** Tests replace them when they come again. */
  olga: Member;
  mira: Member;
  readonly phone: FakeDevice;
  /** @param device default: the phone */
  subscribe(by: Member, device?: FakeDevice): Promise<{ readonly device_fingerprint: string }>;
  /** The member's connection ends. */
  leave(member: Member): Promise<void>;
  /** mira subscribes with her phone and leaves. */
  away(): Promise<void>;
  /** olga writes into #general. */
  say(content: string, fields?: object): Promise<{ readonly message: { readonly id: string } }>;
  /** Bodies of what the phone got, when a message that surely comes has come. */
  got(): Promise<string[]>;
  /** Lets the queue look at all that came before, and waits until it has. */
  look(): Promise<void>;
  /** Waits until the phone was asked so often, and the queue knows the answer. */
  refused(requests: number): Promise<void>;
  close(): Promise<void>;
}

/** Sections of the configuration for a server that may send to this push service. */
export function pushConfig({ host }: Pick<FakePush, "host">) {
  return { push: { contact: "mailto:admin@chat.example" }, outgoing: { trusted_hosts: [host] } };
}

/** Subscriptions that a server has in its store. @param folder its data */
export function storedSubscriptions(folder: string): number {
  const database = new Database(join(folder, "db", "server.db"), { readonly: true });
  try {
    return database.query("SELECT hash FROM push_subscriptions").all().length;
  } finally {
    database.close();
  }
}

export async function openPushScene(): Promise<PushScene> {
  const push = startFakePush();
  const clock = { now: 1_800_000_000_000 };
  const town = await openTown({ now: () => clock.now, config: pushConfig(push) });
  const [olga, mira] = await town.people("olga", "mira");
  const phone = push.device();
  const scene: PushScene = {
    push,
    town,
    get now() {
      return clock.now;
    },
    set now(now) {
      clock.now = now;
    },
    olga,
    mira,
    phone,
    subscribe: (by, device = phone) => by.request("push_subscribe", { subscription: device.subscription }),
    async leave(member) {
      const gone = scene.olga.next("user_disconnect", ({ username }) => username === member.name);
      member.close();
      await gone;
    },
    async away() {
      await scene.subscribe(scene.mira);
      await scene.leave(scene.mira);
    },
    say: (content, fields = {}) =>
      scene.olga.request("message_new", { channel: "general", content, ...fields }),
    async got() {
      await scene.say("@mira that is all");
      const bodies: string[] = [];
      for (;;) {
        const { body } = (await phone.next()).payload;
        if (body.endsWith("that is all")) return bodies;
        bodies.push(body);
      }
    },
    async look() {
      const nora = await town.join("nora");
      const other = push.device();
      await scene.subscribe(nora, other);
      await scene.leave(nora);
      await scene.say("@nora look");
      await other.next();
    },
    async refused(requests) {
      await phone.asked(requests);
      await scene.look();
    },
    async close() {
      await town.close();
      await push.stop();
    },
  };
  return scene;
}

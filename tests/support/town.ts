/**
 * A server with people on it, each with the typed client. They log in with accounts of a fake Rotur, so names are
 * plain and no password is hashed. `olga` is the owner.
 *
 * @example
 * const town = await openTown();
 * const [olga, mira] = await town.people("olga", "mira");
 * await olga.request("message_new", { channel: "general", content: "hello" });
 * expect(await mira.news()).toMatchObject([{ cmd: "message_new" }]);
 * await town.close();
 */
import {
  type Client,
  CommandError,
  type ConnectOptions,
  connect,
  type ErrorCode,
  type Event,
} from "../../client/index.ts";
import { type FakeRotur, startFakeRotur } from "./fake-rotur.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "./server.ts";

export interface Town {
  readonly server: TestServer;
  readonly rotur: FakeRotur;
  /** Logs in somebody, making the account at the first time; again for another connection of the same user. */
  join(name: string, options?: JoinOptions): Promise<Member>;
  /** Logs in to an account of this server, or makes it. The connection ends with the town. */
  local(login: ConnectOptions["login"]): Promise<Client>;
  /** Makes an account of this server. Its password is "tea and cake". */
  register(username: string): Promise<Client>;
  /** Several, one after another; nobody has news yet. */
  people<const Names extends readonly string[]>(...names: Names): Promise<{ [Key in keyof Names]: Member }>;
  /** Replaces a member's roles, as olga. */
  roles(name: string, ...roles: string[]): Promise<void>;
  /** Stops the server and starts it on the same data; members without automatic reconnection must join again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

type JoinOptions = Partial<Omit<ConnectOptions, "login">> & {
  /** Instead of the server's. */
  readonly address?: string;
};

export interface Member extends Client {
  readonly name: string;
  /**
   * The events since the last call, also those that answered an own request; without the heartbeat and what tells how
   * far one has read, and without `seq` and `listener`. Makes a round trip first, so what is not there did not come.
   */
  news(): Promise<Event[]>;
}

export async function openTown(options: TestServerOptions = {}): Promise<Town> {
  const rotur = startFakeRotur();
  const config = {
    owners: ["olga"],
    // Nobody cuts the power here.
    DB: { synchronous: "OFF" },
    ...options.config,
    rotur: { base_url: rotur.url, ...(options.config?.["rotur"] as object | undefined) },
  };
  let server = await startTestServer({ ...options, config });
  const accounts = new Map<string, ReturnType<FakeRotur["account"]>>();
  const connected = new Set<Member>();
  const returning = new Set<Member>();
  const locals: Client[] = [];

  async function join(name: string, { address, ...given }: JoinOptions = {}): Promise<Member> {
    const account = accounts.get(name) ?? rotur.account(name);
    accounts.set(name, account);
    let received: Event[] = [];
    const client = await connect(address ?? server.ws, {
      reconnect: [],
      ...given,
      login: { validator: async (key) => account.validatorFor(key) },
    });
    client.on("event", (event) => {
      if (event.cmd === "ping" || event.cmd === "ready") return;
      // One reads and writes all the time; tests/read-markers.test.ts looks at those events.
      if (event.cmd === "unreads_update" && event.last_read !== null) return;
      received.push(event);
    });
    // Getters of the client stay live.
    const member: Member = Object.defineProperties({} as Member, {
      ...Object.getOwnPropertyDescriptors(client),
      name: { value: name },
      news: {
        async value() {
          await client.request("ping");
          const news = received;
          received = [];
          return news.map(({ seq, listener, ...event }: Event & { listener?: string }) => event);
        },
      },
    });
    connected.add(member);
    if (given.reconnect) returning.add(member);
    return member;
  }

  async function local(login: ConnectOptions["login"]): Promise<Client> {
    const client = await connect(server.ws, { login, reconnect: [] });
    locals.push(client);
    return client;
  }

  const town: Town = {
    get server() {
      return server;
    },
    rotur,
    join,
    local,
    register: (username) => local({ register: { username, password: "tea and cake" } }),
    async people<const Names extends readonly string[]>(...names: Names) {
      const members: Member[] = [];
      for (const name of names) members.push(await join(name));
      for (const member of connected) await member.news().catch(() => []);
      return members as { [Key in keyof Names]: Member };
    },
    async roles(name, ...roles) {
      const olga = [...connected].find((member) => member.name === "olga") ?? (await join("olga"));
      await olga.request("user_roles_set", { user: name, roles });
      for (const member of connected) await member.news().catch(() => []);
    },
    async restart() {
      for (const member of connected) if (!returning.has(member)) member.close();
      connected.clear();
      for (const member of returning) connected.add(member);
      server = await server.restart();
    },
    async close() {
      for (const client of [...locals, ...connected]) client.close();
      await server.dispose();
      await rotur.stop();
    },
  };
  return town;
}

/** The code of the refusal. @throws Error when there was none */
export async function refusal(request: Promise<unknown>): Promise<ErrorCode> {
  return (await refusalOf(request)).code;
}

/** @throws Error when there was none */
export async function refusalOf(request: Promise<unknown>): Promise<CommandError> {
  const answer = await request.then(
    (reply) => reply,
    (error: unknown) => error,
  );
  if (answer instanceof CommandError) return answer;
  throw new Error(`no refusal but ${JSON.stringify(answer)}`);
}

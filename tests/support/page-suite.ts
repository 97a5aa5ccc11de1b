/**
 * Hooks for tests of the page: a new server for each test, and people in their own browser profiles. After each test
 * nothing may have complained in their consoles.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "bun:test";
import { type Client, connect } from "../../client/index.ts";
import { openPeople, type People, type Person } from "./page.ts";
import { startTestServer, type TestServer } from "./server.ts";

type Profile = Parameters<People["enter"]>[2];

export interface PageSuite {
  readonly server: TestServer;
  enter(name: string, profile?: Profile): Promise<Person>;
  /** Opens an address of the server, such as that of an invite. */
  visit(url: string, profile?: Profile): Promise<Person>;
  /** Logs in to an account that is there, and waits for the chat. */
  logIn(name: string, profile?: Profile): Promise<Person>;
  /** The owner `olga`, by the client library alone. */
  owner(): Promise<Client>;
  /** A second connection of somebody who has entered. */
  client(name: string): Promise<Client>;
}

export function pageSuite(): PageSuite {
  let people: People;
  let server: TestServer;
  const here: Person[] = [];
  const clients: Client[] = [];
  beforeAll(async () => {
    people = await openPeople();
  });
  afterAll(() => people.close());
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(async () => {
    const complaints = here.flatMap((person) => person.complaints);
    for (const { page } of here.splice(0)) await page.context().close();
    for (const client of clients.splice(0)) client.close();
    await server.dispose();
    expect(complaints).toEqual([]);
  });
  return {
    get server() {
      return server;
    },
    async enter(name, profile) {
      const person = await people.enter(server, name, profile);
      here.push(person);
      return person;
    },
    async visit(url, profile) {
      const person = await people.open(url, profile);
      here.push(person);
      return person;
    },
    async logIn(name, profile) {
      const person = await people.open(server.url, profile);
      here.push(person);
      await person.page.fill("[name=username]", name);
      await person.page.fill("[name=password]", "tea and cake");
      await person.page.press("[name=password]", "Enter");
      await person.page.waitForSelector("#composer");
      return person;
    },
    async owner() {
      const login = { register: { username: "olga", password: "tea and cake" } };
      const olga = await connect(server.ws, { login });
      clients.push(olga);
      await olga.request("owner_claim", { code: server.claimCode ?? "" });
      return olga;
    },
    async client(username) {
      const client = await connect(server.ws, { login: { login: { username, password: "tea and cake" } } });
      clients.push(client);
      return client;
    },
  };
}

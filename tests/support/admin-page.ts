/**
 * The administration in Chromium, for a file of tests: a new server for each test, with its owner `olga`.
 *
 * @example
 * const admin = adminPage();
 * test("…", async () => {
 *   const { page } = await admin.logIn("olga", "channels");
 * });
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "bun:test";
import { type Client, connect } from "../../client/index.ts";
import { openPeople, type People, type Person } from "./page.ts";
import { startTestServer, type TestServer } from "./server.ts";

const password = "tea and cake";
const everybody = { view: ["user"], send: ["user"], react: ["user"], edit_own: ["user"] };

/** Registers the hooks that open and close everything. What the pages complained of fails the test. */
export function adminPage() {
  let people: People;
  let server: TestServer;
  let owner: Client;
  const here: Person[] = [];

  beforeAll(async () => {
    people = await openPeople();
  });
  afterAll(() => people.close());
  beforeEach(async () => {
    server = await startTestServer({ config: { server: { name: "Tea House" } } });
    owner = await connect(server.ws, { login: { register: { username: "olga", password } } });
    await owner.request("owner_claim", { code: server.claimCode ?? "" });
  });
  afterEach(async () => {
    const complaints = here.flatMap((person) => person.complaints);
    for (const { page } of here.splice(0)) await page.context().close();
    owner.close();
    await server.dispose();
    expect(complaints).toEqual([]);
  });

  return {
    get people() {
      return people;
    },
    get server() {
      return server;
    },
    get owner() {
      return owner;
    },
    /** Pages that are closed after the test. */
    here,

    /** Makes an account and enters the chat. */
    async enter(name: string): Promise<Person> {
      const person = await people.enter(server, name);
      here.push(person);
      return person;
    },
    /** Logs in to an account that is there. @param section of the administration, which is open then */
    async logIn(name: string, section?: string, profile?: { readonly locale: string }): Promise<Person> {
      const url = section === undefined ? server.url : `${server.url}/#/admin/${section}`;
      const person = await people.open(url, profile);
      here.push(person);
      await person.page.fill("[name=username]", name);
      await person.page.fill("[name=password]", password);
      await person.page.press("[name=password]", "Enter");
      await person.page.waitForSelector(section === undefined ? "#composer" : ".screen");
      return person;
    },
    channel: (name: string) =>
      owner.request("channel_create", { name, type: "text", permissions: everybody }),
    sections: ({ page }: Person) => page.locator(".screen-nav button").allInnerTexts(),
    /** The rows of a list that can be ordered. */
    rows: ({ page }: Person) => page.locator(".sortable .row-name").allInnerTexts(),
    /** The names of the channels on the server. */
    names: () => server.state.channels.map(({ name }) => name),
  };
}

/** The administration of the server as people use it, in Chromium and against the real server. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type Client, connect } from "../../client/index.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import { drawPng } from "../../tests/support/media-files.ts";
import { openPeople, type People, type Person } from "../../tests/support/page.ts";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

describe.skipIf(!hasBrowser)("the administration (needs Chromium as /usr/bin/chromium)", () => {
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
    owner = await connect(server.ws, {
      login: { register: { username: "olga", password: "tea and cake" } },
    });
    await owner.request("owner_claim", { code: server.claimCode ?? "" });
  });
  afterEach(async () => {
    const complaints = here.flatMap((person) => person.complaints);
    for (const { page } of here.splice(0)) await page.context().close();
    owner.close();
    await server.dispose();
    expect(complaints).toEqual([]);
  });

  async function enter(name: string, locale = "en-GB"): Promise<Person> {
    const person = await people.enter(server, name, { locale });
    here.push(person);
    return person;
  }

  /** Logs in to an account that is there. @param section of the administration, which is open then */
  async function logIn(name: string, section?: string): Promise<Person> {
    const person = await people.open(section === undefined ? server.url : `${server.url}/#/admin/${section}`);
    here.push(person);
    await person.page.fill("[name=username]", name);
    await person.page.fill("[name=password]", "tea and cake");
    await person.page.press("[name=password]", "Enter");
    await person.page.waitForSelector(section === undefined ? "#composer" : ".screen");
    return person;
  }

  const everybody = { view: ["user"], send: ["user"], react: ["user"], edit_own: ["user"] };
  const channel = (name: string, type: "text" | "separator" = "text") =>
    owner.request("channel_create", { name, type, permissions: everybody });
  const sections = ({ page }: Person) => page.locator(".screen-nav button").allInnerTexts();
  const rows = ({ page }: Person) => page.locator(".sortable .row-name").allInnerTexts();
  const names = () => server.state.channels.map(({ name }) => name);

  test("an owner opens it from the server's menu; Escape and the browser's back button lead to the chat", async () => {
    const { page } = await logIn("olga");
    const open = async () => {
      await page.click(".server-button");
      await page.getByRole("button", { name: "Server administration" }).click();
      await page.getByRole("heading", { name: "Channels" }).waitFor();
    };
    await open();
    expect(page.url()).toBe(`${server.url}/#/admin/channels`);
    expect(await page.locator(".chat").evaluate((chat: HTMLElement) => chat.inert)).toBe(true);
    await page.getByRole("button", { name: "Roles" }).click();
    expect(page.url()).toBe(`${server.url}/#/admin/roles`);
    await page.keyboard.press("Escape");
    await page.locator(".screen").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.classList.contains("server-button"));
    await open();
    await page.goBack();
    await page.locator(".screen").waitFor({ state: "detached" });
    expect(page.url()).not.toContain("admin");
  });

  test("a moderator sees only what they may; a member may invite, or has no menu", async () => {
    const mira = await enter("mira");
    const administer = mira.page.getByRole("button", { name: "Server administration" });
    await mira.page.click(".server-button");
    await mira.page.getByRole("button", { name: "Invite people" }).waitFor();
    expect(await administer.count()).toBe(0);
    await owner.request("role_permissions_set", { name: "user", permissions: ["send_messages"] });
    await mira.page.locator(".server-button").waitFor({ state: "detached" });
    await owner.request("role_create", { name: "helper", permissions: ["manage_users"] });
    await owner.request("user_roles_add", { user: "mira", roles: ["helper"] });
    await mira.page.click(".server-button");
    await administer.click();
    await mira.page.getByRole("heading", { name: "Members" }).waitFor();
    expect(await sections(mira)).toEqual(["Members", "Bans", "Audit log"]);
    await mira.page.click(".row-button:has-text('olga')");
    await mira.page.getByText("This member is not below you").waitFor();
    expect(await mira.page.getByRole("button", { name: "Ban", exact: true }).count()).toBe(0);
    await owner.request("user_roles_remove", { user: "mira", roles: ["helper"] });
    await mira.page.locator(".screen").waitFor({ state: "detached" });
  });

  test("keyboard alone: a channel is taken, moved and put down; Escape puts it back", async () => {
    for (const name of ["garden", "recipes"]) await channel(name);
    const olga = await logIn("olga", "channels");
    const { page } = olga;
    await page.getByRole("button", { name: "Move garden" }).focus();
    for (const key of ["Enter", "ArrowUp"]) await page.keyboard.press(key);
    await page.getByText("garden: place 1 of 3").waitFor();
    expect(await rows(olga)).toEqual(["garden", "general", "recipes"]);
    await page.keyboard.press("Escape");
    expect(await rows(olga)).toEqual(["general", "garden", "recipes"]);
    expect(await page.locator(".screen").count()).toBe(1);
    for (const key of ["Enter", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await page.getByText("garden is at place 3 now").waitFor();
    await page.locator(".chat .place >> nth=2").getByText("garden").waitFor();
    expect(names()).toEqual(["general", "recipes", "garden"]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Move garden");
  });

  test("a channel is dragged to another place", async () => {
    for (const name of ["garden", "recipes"]) await channel(name);
    const olga = await logIn("olga", "channels");
    const { page } = olga;
    const middle = async (name: string) => {
      const box = await page.getByRole("button", { name: `Move ${name}` }).boundingBox();
      return [(box?.x ?? 0) + 10, (box?.y ?? 0) + (box?.height ?? 0) / 2] as const;
    };
    await page.mouse.move(...(await middle("recipes")));
    await page.mouse.down();
    const [x, y] = await middle("general");
    await page.mouse.move(x, y + 4, { steps: 4 });
    await page.mouse.move(x, y - 4, { steps: 4 });
    await page.mouse.up();
    await page.locator(".chat .place >> nth=0").getByText("recipes").waitFor();
    expect(names()).toEqual(["recipes", "general", "garden"]);
    expect(await rows(olga)).toEqual(["recipes", "general", "garden"]);
  });

  test("keyboard alone: a role is moved; the owners' role stays first", async () => {
    for (const name of ["hosts", "gardeners"]) await owner.request("role_create", { name });
    const olga = await logIn("olga", "roles");
    const { page } = olga;
    const before = await rows(olga);
    expect(await page.getByRole("button", { name: "owner can't be moved" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Move gardeners" }).focus();
    await page.keyboard.press("Enter");
    for (const _ of before) await page.keyboard.press("ArrowUp");
    const told = owner.next("roles_list");
    await page.keyboard.press("Enter");
    await page.getByText("gardeners is at place 2 now").waitFor();
    await page.waitForFunction(
      () => document.querySelectorAll(".sortable .row-name")[1]?.textContent === "gardeners",
    );
    const { roles } = await told;
    expect(Object.keys(roles).slice(0, 2)).toEqual(["owner", "gardeners"]);
  });

  test("the grid hides a channel from a role, says who may what and why, and others lose it", async () => {
    await channel("garden");
    await owner.request("role_create", { name: "guests" });
    const mira = await enter("mira");
    await owner.request("user_roles_add", { user: "mira", roles: ["guests"] });
    await mira.page.locator(".place", { hasText: "garden" }).waitFor();
    const { page } = await logIn("olga", "channels");
    await page.click(".row-button:has-text('garden')");
    const cell = (state: string) => page.getByRole("button", { name: `See, guests: ${state}` });
    await cell("neither").click();
    await cell("allowed").click();
    await cell("blocked").waitFor();
    await page.getByLabel("Member or role").fill("mira");
    await page.getByRole("option", { name: "mira" }).click();
    const outcome = page.getByRole("list", { name: "What mira may do" });
    await outcome.locator("li", { hasText: "See: no" }).getByText("blocked for guests").waitFor();
    await outcome.locator("li", { hasText: "Write: no" }).getByText("out of sight").waitFor();
    expect(await mira.page.locator(".place", { hasText: "garden" }).count()).toBe(1);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await mira.page.locator(".place", { hasText: "garden" }).waitFor({ state: "detached" });
  });

  test("arrow keys move through the grid, which is one stop of the Tab key", async () => {
    const { page } = await logIn("olga", "channels");
    await page.click(".row-button:has-text('general')");
    expect(await page.locator(".rule[tabindex='0']").count()).toBe(1);
    await page.locator(".rule[tabindex='0']").focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
    const label = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(label).toStartWith("Write, moderator:");
  });

  test("a channel is made, renamed and deleted; a refused name is said beside its field", async () => {
    const olga = await logIn("olga", "channels");
    const { page } = olga;
    const dialog = page.locator("dialog");
    const problem = page.locator(".form-field .problem");
    await page.getByRole("button", { name: "New channel" }).click();
    await dialog.getByLabel("Name").fill("general");
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByText("exists already").waitFor();
    await dialog.getByLabel("Name").fill("tea time");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "tea-time" }).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("general");
    await page.getByRole("button", { name: "Save" }).click();
    await problem.getByText("exists already").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("coffee-time");
    await page.getByLabel("Slow mode").selectOption({ label: "5 minutes" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "coffee-time" }).waitFor();
    expect(server.state.channelByName("coffee-time")?.slowMode).toBe(300);
    await page.getByRole("button", { name: "Delete channel" }).click();
    await dialog.getByText("Delete #coffee-time for everybody?").waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "coffee-time" }).waitFor({ state: "detached" });
    expect(names()).toEqual(["general"]);
  });

  test("another administrator's change shows at once, beside changes that aren't saved; leaving asks", async () => {
    const { page } = await logIn("olga", "channels");
    await page.click(".row-button:has-text('general')");
    await page.getByLabel("Description").fill("Everything else");
    await owner.request("channel_update", { current_name: "general", updates: { display_name: "Lobby" } });
    await page.waitForFunction(() =>
      [...document.querySelectorAll("input")].some(({ value }) => value === "Lobby"),
    );
    expect(await page.getByLabel("Description").inputValue()).toBe("Everything else");
    await page.keyboard.press("Escape");
    await page.getByText("Discard the changes that aren't saved?").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByLabel("Description").inputValue()).toBe("Everything else");
    await page.getByRole("button", { name: "Back to the chat" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.locator(".screen").waitFor({ state: "detached" });
    expect(server.state.channelByName("general")?.description).toBeNull();
  });

  test("a role is made with a colour, a permission and a member", async () => {
    const mira = await enter("mira");
    const { page } = await logIn("olga", "roles");
    await page.getByRole("button", { name: "New role" }).click();
    await page.locator("dialog").getByLabel("Name").fill("hosts");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "hosts" }).waitFor();
    await page.getByRole("button", { name: "Choose a colour" }).click();
    await page.getByLabel("Colour", { exact: true }).fill("#c2410c");
    await page.getByLabel("Shown apart").check();
    await page.getByLabel("Manage channels").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.getByLabel("Give it to").fill("mir");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Take the role from mira" }).waitFor();
    await mira.page.getByRole("region", { name: "hosts" }).getByText("mira").waitFor();
    await mira.page.click(".server-button");
    await mira.page.getByRole("button", { name: "Server administration" }).click();
    await mira.page.locator(".screen-nav button").first().waitFor();
    expect(await sections(mira)).toEqual(["Channels", "Invites"]);
  });

  test("roles out of reach are shown, and locked", async () => {
    const permissions = ["manage_roles"];
    await owner.request("role_create", { name: "keeper", permissions });
    await owner.request("role_create", { name: "cleaner", permissions: ["manage_messages"] });
    await owner.request("role_create", { name: "guest" });
    await enter("mira");
    await owner.request("user_roles_add", { user: "mira", roles: ["keeper"] });
    const mira = await logIn("mira", "roles");
    const { page } = mira;
    const isLocked = (name: string) => page.getByRole("button", { name: `${name} can't be moved` }).count();
    expect([await isLocked("owner"), await isLocked("keeper"), await isLocked("guest")]).toEqual([1, 1, 0]);
    await page.click(".row-button:has-text('cleaner')");
    await page.getByText("holds permissions that you lack").waitFor();
    expect(await page.getByLabel("Name", { exact: true }).isDisabled()).toBe(true);
    await page.click(".row-button:has-text('guest')");
    expect(await page.getByLabel("Manage roles").isEnabled()).toBe(true);
    expect(await page.getByLabel("Manage messages").isDisabled()).toBe(true);
  });

  test("a member is timed out, renamed, banned with a reason, and comes back when the ban is lifted", async () => {
    const mira = await enter("mira");
    const { page } = await logIn("olga", "members");
    await page.getByLabel("Find by name or role").fill("mir");
    await page.getByText("1 member", { exact: true }).waitFor();
    await page.click(".row-button:has-text('mira')");
    await page.getByRole("button", { name: "1 hour" }).click();
    await page.getByText("mira is timed out: 1 hour").waitFor();
    await page.getByRole("button", { name: "Lift the timeout" }).click();
    await page.getByText("in no timeout any more").waitFor();
    await page.getByLabel("Nickname").fill("Mimi");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Mimi" }).waitFor();
    await page.getByRole("button", { name: "Ban", exact: true }).click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("Reason").fill("Sells watches");
    await dialog.getByRole("button", { name: "Ban", exact: true }).click();
    await page.getByText("Mimi is banned").waitFor();
    await mira.page.getByText("Sells watches").waitFor();
    await page.locator(".screen-nav").getByRole("button", { name: "Bans" }).click();
    const ban = page.getByRole("list", { name: "Bans" }).locator("li");
    await ban.getByText("Sells watches").waitFor();
    await ban.getByText("by olga").waitFor();
    await ban.getByRole("button", { name: "Lift the ban" }).click();
    await page.getByText("Nobody is banned").waitFor();
    const back = await logIn("mira");
    expect(await back.page.locator("#composer").count()).toBe(1);
  });

  test("a kicked member leaves; an account is deleted after a question", async () => {
    const mira = await enter("mira");
    const noah = await enter("noah");
    const { page } = await logIn("olga", "members");
    const dialog = page.locator("dialog");
    await page.click(".row-button:has-text('mira')");
    await page.getByRole("button", { name: "Kick" }).click();
    await dialog.getByRole("button", { name: "Kick" }).click();
    await mira.page.getByText("kicked").waitFor();
    await page.click(".row-button:has-text('noah')");
    await page.getByRole("button", { name: "Delete account" }).click();
    await dialog.getByRole("button", { name: "Delete account" }).click();
    await noah.page.waitForSelector("[name=username]");
    await page.locator(".row-button:has-text('noah')").waitFor({ state: "detached" });
    expect([...server.state.users.values()].map(({ username }) => username)).toEqual(["USR:local_olga"]);
  });

  test("an invite is made, copied and deleted", async () => {
    const { page } = await logIn("olga", "invites");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByText("There are no invites").waitFor();
    await page.getByRole("button", { name: "New invite" }).click();
    await page.getByLabel("How many people may join").fill("3");
    await page.getByLabel("Ends in").selectOption({ label: "Never" });
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("used 0 of 3 × · never ends · by olga").waitFor();
    await page.getByRole("button", { name: "Copy the link" }).click();
    await page.getByText("The link is copied").waitFor();
    const [invite] = (await owner.request("invite_list")).invites;
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `${server.url}/invite/${invite?.code}`,
    );
    await page.getByRole("button", { name: "Delete the invite" }).click();
    await page.locator("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("There are no invites").waitFor();
  });

  test("an emoji and a sticker are added, renamed and deleted; what is no picture is refused beside it", async () => {
    const { page } = await logIn("olga", "emojis");
    const dialog = page.locator("dialog");
    const png = { mimeType: "image/png", buffer: Buffer.from(drawPng(32, 32, () => [20, 120, 90])) };
    await page.setInputFiles(".screen-body input[type=file]", { ...png, name: "tea cup!.png" });
    expect(await dialog.getByLabel("Name").inputValue()).toBe("tea_cup");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByText(":tea_cup:").waitFor();
    const picture = page.locator(".pictures img");
    await picture.evaluate((image: HTMLImageElement) => image.decode());
    await page.getByRole("button", { name: "Change tea_cup" }).click();
    await dialog.getByLabel("Name").fill("mug");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText(":mug:").waitFor();
    await page.setInputFiles(".screen-body input[type=file]", {
      name: "no.png",
      mimeType: "image/png",
      buffer: Buffer.from("no picture"),
    });
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.locator(".picture-preview .problem").getByText("This is not a PNG").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Delete mug" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText("There are no emojis of this server yet").waitFor();
    await page.locator(".screen-nav").getByRole("button", { name: "Stickers" }).click();
    await page.setInputFiles(".screen-body input[type=file]", { ...png, name: "wave.png" });
    await dialog.getByLabel("Description").fill("Hello there");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.locator(".pictures").getByText("Hello there").waitFor();
  });

  test("a webhook's address is shown once, and works; a new one ends it", async () => {
    const olga = await logIn("olga", "webhooks");
    const { page } = olga;
    const address = async () => {
      const text = await page.locator("dialog .code").innerText();
      await page.locator("dialog").getByRole("button", { name: "Close" }).click();
      await page.locator("dialog").waitFor({ state: "detached" });
      return text;
    };
    const post = async (url: string) =>
      (
        await fetch(url, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ content: "It rains" }),
        })
      ).ok;
    await page.getByRole("button", { name: "New webhook" }).click();
    await page.locator("dialog").getByLabel("Name").fill("Weather");
    await page.locator("dialog").getByRole("button", { name: "Create" }).click();
    const first = await address();
    expect(await post(first)).toBe(true);
    await page.getByRole("button", { name: "New address for Weather" }).click();
    await page.getByRole("button", { name: "Make a new address" }).click();
    const second = await address();
    expect([second === first, await post(first), await post(second)]).toEqual([false, false, true]);
    const [hook] = (await owner.request("webhook_list")).webhooks;
    await owner.request("webhook_update", { id: hook?.id ?? "", name: "Rain" });
    await page.getByText("Rain", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Delete Rain" }).click();
    await page.locator("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("There are no webhooks").waitFor();
  });

  test("the audit log says what was done in sentences, in pages, and filtered", async () => {
    const mira = await enter("mira");
    await owner.request("role_create", {
      name: "keeper",
      permissions: ["manage_channels", "view_audit_log"],
    });
    await owner.request("user_roles_add", { user: "mira", roles: ["keeper"] });
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => [channel(`room-${index}`), channel(`line-${index}`)]).flat(),
    );
    await owner.request("user_timeout", { user: "mira", timeout: 600 });
    await owner.request("user_timeout", { user: "mira", timeout: 0 });
    const { page } = await logIn("olga", "audit");
    const entries = page.locator(".audit-entry > p:first-child");
    await page.getByText("olga timed out mira for 10 minutes").waitFor();
    await page.getByText("54 entries").waitFor();
    expect(await entries.count()).toBe(50);
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByText("2 of 2").waitFor();
    await page.getByText("olga made the role keeper").waitFor();
    await page.getByLabel("Category").selectOption({ label: "Members" });
    await page.getByText("3 entries").waitFor();
    await page.getByLabel("Action").selectOption({ label: "Roles of a member" });
    await page.getByText("1 entry").waitFor();
    await page.getByText("Details").click();
    await page.locator("dd", { hasText: "keeper" }).waitFor();
    await page.getByLabel("Action").selectOption({ label: "All" });
    await page.getByLabel("By", { exact: true }).fill("mira");
    await page.getByRole("option", { name: "mira" }).click();
    await page.getByText("There is nothing like that in the log").waitFor();
    expect(mira.complaints).toEqual([]);
  });

  test("in German, on a phone: sections in a drawer, an entry over its list", async () => {
    const person = await people.open(`${server.url}/#/admin/audit`, {
      width: 390,
      height: 844,
      locale: "de-DE",
    });
    here.push(person);
    const { page } = person;
    await page.fill("[name=username]", "olga");
    await page.fill("[name=password]", "tea and cake");
    await page.press("[name=password]", "Enter");
    await page.getByText("So etwas steht nicht im Protokoll").waitFor();
    await channel("garten");
    await page.getByRole("button", { name: "Neu laden" }).click();
    await page.getByText("olga hat den Kanal #garten angelegt").waitFor();
    await page.getByRole("button", { name: "Server verwalten" }).click();
    await page.locator(".screen-nav").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".screen-nav").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Server verwalten" }).click();
    await page.getByRole("button", { name: "Kanäle" }).click();
    await page.click(".row-button:has-text('garten')");
    await page.getByRole("heading", { name: "garten" }).waitFor();
    expect(await page.locator(".split-list").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.keyboard.press("Escape");
    await page.locator(".split-list").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".screen").waitFor({ state: "detached" });
  });
});

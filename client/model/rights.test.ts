/** What the own user may do, as the server decides it. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTown, type Town } from "../../tests/support/town.ts";
import { follow } from "../follow.ts";
import { holds, mayIn } from "./rights.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

test("lists of channels with blocked roles, owners, and permissions of roles", async () => {
  const [olga, mira] = await town.people("olga", "mira");
  await olga.request("role_create", { name: "guest" });
  await olga.request("role_create", { name: "keeper", permissions: ["manage_messages"] });
  const permissions = { view: ["user"], send: ["user", "!guest"], react: ["keeper"] };
  await olga.request("channel_create", { name: "news", type: "text", permissions });
  const followed = await follow(mira);
  const may = (action: string) => {
    const channel = followed.model.channels.find(({ name }) => name === "news");
    return channel && mayIn(followed.model, channel, action);
  };
  expect([may("send"), may("react"), holds(followed.model, "manage_messages")]).toEqual([true, false, false]);
  await town.roles("mira", "guest", "keeper", "user");
  expect([may("send"), may("react"), holds(followed.model, "manage_messages")]).toEqual([false, true, true]);
  await town.roles("mira", "guest", "owner", "user");
  expect([may("send"), may("react"), holds(followed.model, "manage_users")]).toEqual([true, true, true]);
});

/** The operator looks after members, roles and channels of a running server. */
import { expect, test } from "bun:test";
import { operatorSuite, refused } from "./support/operator.ts";

const operator = operatorSuite();
const { does, answer } = operator;

test("user list filters and pages", async () => {
  const ids = async (...flags: string[]) => {
    const { users, total } = await answer("user", "list", ...flags);
    return [users.map(({ username }: { username: string }) => username), total];
  };
  const [mine, bobs] = ["USR:local_olga", "USR:local_bob"];
  expect(await ids("--role", "owner")).toEqual([[mine], 1]);
  expect(await ids("--online")).toEqual([[mine], 1]);
  expect(await ids("--search", "BO")).toEqual([[bobs], 1]);
  expect(await ids("--banned")).toEqual([[], 0]);
  expect(await ids("--limit", "1", "--offset", "1")).toEqual([[bobs], 2]);
  await expect(does("user", "list", "--role", "king")).rejects.toMatchObject(
    refused("Role 'king' does not exist", "role_unknown"),
  );
});

test("roles are made, changed, moved, given and deleted, and members are told", async () => {
  const told = operator.olga.next("roles_list", ({ roles }) => "helper" in roles);
  await does("role", "create", "helper", "--permission", "manage_messages", "--color", "#123456");
  await told;
  await does("role", "update", "helper", "--grant", "manage_threads", "--revoke", "manage_messages");
  await does("role", "update", "helper", "--hoisted", "yes", "--color", "none");
  expect(await answer("role", "show", "helper")).toMatchObject({
    permissions: ["manage_threads"],
    hoisted: true,
    color: null,
    members: 0,
  });
  expect((await answer("role", "move", "helper", "--below", "moderator")).roles).toEqual([
    "owner",
    "admin",
    "moderator",
    "helper",
    "user",
  ]);
  const given = operator.olga.next("user_roles_get", ({ user }) => user === "USR:local_bob");
  expect((await answer("user", "roles", "bob", "--add", "helper", "--remove", "user")).roles).toEqual([
    "helper",
  ]);
  expect((await given).roles).toEqual(["helper"]);
  await does("user", "roles", "bob", "--add", "user");
  await does("role", "delete", "helper");
  expect((await answer("user", "roles", "bob")).roles).toEqual(["user"]);
  for (const [words, message, code] of [
    [["role", "delete", "owner"], "system role", "role_protected"],
    [["role", "delete", "king"], "not found", "role_not_found"],
    [
      ["role", "create", "a", "--permission", "manage_mesages"],
      "did you mean manage_messages",
      "permission_unknown",
    ],
    [["role", "create", "user"], "already", "role_exists"],
    [["role", "update", "user", "--revoke", "mention_everyon"], "did you mean", "permission_unknown"],
    [["channel", "create", "x", "--view", "king"], "king", "role_unknown"],
    [["channel", "update", "general", "--send", "king"], "king", "role_unknown"],
    [["role", "move", "user", "--above", "user"], "another role", "invalid_field"],
    [["role", "update", "user"], "Name what to change", "usage"],
    [["user", "roles", "olga", "--remove", "owner"], "last owner", "last_owner"],
    [["user", "roles", "bob", "--add", "king"], "king", "role_unknown"],
    [["user", "roles", "bob", "--add", "user", "--remove", "user"], "both", "invalid_field"],
  ] as const) {
    await expect(does(...words)).rejects.toMatchObject(refused(message, code));
  }
  const { entries } = await operator.olga.request("modlog_get", { actor: "operator", action: "role_create" });
  expect(entries).toMatchObject([{ actor_name: "operator (command line)", target_name: "helper" }]);
});

test("channels are made, changed, moved and deleted, and members are told", async () => {
  const made = operator.olga.next("channels_get", ({ val }) => val.some(({ name }) => name === "staff"));
  await does("channel", "create", "staff", "--view", "moderator", "--send", "moderator");
  await made;
  const changed = operator.olga.next("channel_update");
  await does("channel", "update", "staff", "--name", "team", "--view", "moderator", "--view", "user");
  expect((await changed).channel).toMatchObject({ name: "team", permissions: { send: ["moderator"] } });
  await does("channel", "move", "team", "0");
  const { channels } = await answer("channel", "list");
  expect(channels[0]).toMatchObject({ name: "team", permissions: { view: ["moderator", "user"] } });
  await does("channel", "delete", "team", "--yes");
  await expect(does("channel", "delete", "team", "--yes")).rejects.toMatchObject(
    refused("not found", "channel_not_found"),
  );
  await expect(does("channel", "create", "x", "--type", "king")).rejects.toMatchObject({
    code: "invalid_field",
  });
  await expect(does("channel", "delete", "general", "--json")).rejects.toMatchObject(
    refused("--yes", "usage"),
  );
});

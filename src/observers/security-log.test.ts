import { expect, test } from "bun:test";
import { createFakeClock } from "../../tests/support/fake-clock.ts";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { createLog } from "../log/log.ts";
import { fail } from "../protocol/errors.ts";
import { createSecurityLog } from "./security-log.ts";

function setUp() {
  const clock = createFakeClock();
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ format: "json" }, { write: (line) => lines.push(JSON.parse(line)) });
  const security = createSecurityLog({
    log,
    elapsed: clock.elapsed,
    accountOf: (name) => (name === "mira" ? "USR:local_mira" : null),
  });
  return { security, clock, lines };
}

const connection = { ...fakeConnection("c"), address: "192.0.2.7" };
const login = { connection, command: "login", user: null, milliseconds: 1 };

test("a failed login names the account only if it exists, since a password may be in the name's field", () => {
  const { security, lines } = setUp();
  const failure = fail("invalid_password");
  security.ended({ ...login, packet: { cmd: "login", username: "mira", password: "hunter2" }, failure });
  security.ended({
    ...login,
    packet: { cmd: "login", username: "hunter2" },
    failure: fail("account_not_found"),
  });
  expect(lines).toMatchObject([
    {
      level: "warn",
      message: "Login failed",
      event: "login_failed",
      address: "192.0.2.7",
      account: "USR:local_mira",
    },
    { event: "login_failed", code: "account_not_found" },
  ]);
  expect(JSON.stringify(lines)).not.toContain("hunter2");
});

test("refused connections of one network get ten lines a minute; the next one says how many were left out", () => {
  const { security, clock, lines } = setUp();
  const refuse = (address: string) => security.connectionRefused(address, "full", {});
  for (let i = 0; i < 30; i++) refuse("192.0.2.7");
  expect(lines).toHaveLength(10);
  refuse("192.0.2.8");
  expect(lines.at(-1)).toMatchObject({ address: "192.0.2.8" });
  expect(lines.at(-1)).not.toHaveProperty("left_out");
  clock.pass(60_000);
  refuse("192.0.2.7");
  refuse("192.0.2.7");
  expect(lines.slice(-2).map((line) => line["left_out"])).toEqual([20, undefined]);
});

test("all networks together get two thousand lines a minute of each event, and moderation any number", () => {
  const { security, lines } = setUp();
  for (let i = 0; i < 3000; i++) security.connectionRefused(`10.0.${i >> 8}.${i & 255}`, "full", {});
  expect(lines).toHaveLength(2000);
  const ban = { connection, command: "user_ban", packet: { user: "zoe" }, user: "u:olga", failure: null };
  for (let i = 0; i < 3000; i++) security.ended({ ...ban, milliseconds: 1 });
  expect(lines).toHaveLength(5000);
  expect(lines.at(-1)).toMatchObject({
    event: "moderation",
    account: "u:olga",
    cmd: "user_ban",
    target: "zoe",
  });
});

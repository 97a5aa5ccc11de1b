/** Budgets of bytes: those of connections, users and addresses. On real sockets: tests/connection-limits.test.ts. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { createByteBudgets, loginBytes, userShare } from "./byte-budget.ts";

/** A thousand bytes a second, ten thousand at once. */
const limits = { bytesPerSecond: 1000, bytesBurst: 10_000 };

test("a connection has its burst, and what came back since", () => {
  const { spend } = createByteBudgets();
  const connection = fakeConnection("a");
  connection.user = "mira";
  expect(spend(connection, 10_000, limits, 0)).toBe(true);
  expect(spend(connection, 1, limits, 0)).toBe(false);
  expect(spend(connection, 1001, limits, 1000)).toBe(false);
  expect(spend(connection, 1000, limits, 1000)).toBe(true);
  expect(spend(connection, 1, limits, 1000)).toBe(false);
});

test("a user's connections share a budget, and leave those of others alone", () => {
  const { spend } = createByteBudgets();
  const connections = Array.from({ length: userShare + 1 }, (_, n) => fakeConnection(`${n}`));
  const other = fakeConnection("other");
  for (const connection of connections) connection.user = "mira";
  other.user = "nora";
  expect(connections.map((connection) => spend(connection, 10_000, limits, 0))).toEqual([true, true, false]);
  expect(spend(other, 10_000, limits, 0)).toBe(true);
});

test("before login an address shares one, but for each connection's first bytes", () => {
  const { spend } = createByteBudgets();
  const [first, second, third] = ["a", "b", "c"].map((id) => fakeConnection(id));
  if (!first || !second || !third) throw new Error("nobody");
  expect(spend(first, 10_000, limits, 0)).toBe(true);
  expect(spend(second, 10_000, limits, 0)).toBe(false);
  expect(spend(third, loginBytes, limits, 0)).toBe(true);
  expect(spend(third, loginBytes + 1, limits, 0)).toBe(false);
});

/** Connections that are closed when too many stay without a login. On real sockets: tests/connection-limits.test.ts. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { createUnauthenticated } from "./unauthenticated.ts";

/** Three may stay, two of them of one network. */
function house() {
  const closed: string[] = [];
  const unauthenticated = createUnauthenticated(
    {
      close(connection, reason) {
        connection.closing = true;
        closed.push(`${connection.id} ${reason}`);
      },
    },
    () => ({ unauthenticated: 3, unauthenticatedPerNetwork: 2 }),
  );
  let now = 1_000_000;
  return {
    ...unauthenticated,
    come(id: string, address: string) {
      const connection = { ...fakeConnection(id, {}, now), address };
      unauthenticated.add(connection);
      return connection;
    },
    /** Returns the connections that were closed meanwhile. */
    pass(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        now += 1000;
        unauthenticated.tick(now);
      }
      return closed.splice(0);
    },
  };
}

test("the oldest of a network go, once they have had time to log in", () => {
  const { come, pass } = house();
  for (const id of ["a", "b"]) come(id, "10.0.0.1");
  pass(5);
  for (const id of ["c", "d"]) come(id, "10.0.0.1");
  expect(pass(20)).toEqual([]);
  expect(pass(1)).toEqual(["b policy", "a policy"]);
  expect(pass(100)).toEqual([]);
});

test("a network is what counts as one elsewhere", () => {
  const { come, pass } = house();
  for (const id of ["1", "2", "3"]) come(id, `2001:db8:0:7::${id}`);
  expect(pass(21)).toEqual(["1 policy"]);
});

test("of all together, those go first of whose network most are there", () => {
  const { come, pass } = house();
  come("alone", "10.0.0.1");
  come("first", "10.0.0.2");
  come("second", "10.0.0.2");
  come("other", "10.0.0.3");
  expect(pass(21)).toEqual(["first policy"]);
});

test("members, connections that are logging in, and closed ones don't count", () => {
  const { come, remove, pass } = house();
  const [member, busy, gone, closing] = ["a", "b", "c", "d"].map((id) => come(id, "10.0.0.1"));
  for (const id of ["e", "f"]) come(id, "10.0.0.1");
  if (!member || !busy || !gone || !closing) throw new Error("nobody");
  member.user = "mira";
  busy.slots = [{ pipelined: false, replies: null }];
  closing.closing = true;
  remove(gone);
  expect(pass(30)).toEqual([]);
  // The login failed.
  busy.slots = null;
  expect(pass(1)).toEqual(["b policy"]);
});

/** What the end of connections leads to. Through the server: tests/bans.test.ts. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { createLocalEventLog } from "../bus/local.ts";
import { fail } from "../protocol/errors.ts";
import type { Connection } from "./connection.ts";
import { createEndings } from "./endings.ts";
import type { EndedConnection } from "./rules.ts";

/** Mira with two connections, of which memory knows. */
function house() {
  const calls: string[] = [];
  const eventLog = createLocalEventLog({ retention: () => ({ events: 0, characters: 0 }), failed() {} });
  let count = 2;
  eventLog.subscribe(({ changes }) => {
    for (const change of changes) if (change.type === "presence") count += change.delta;
  });
  const connections = ["a", "b"].map((id) => Object.assign(fakeConnection(id), { user: "mira" }));
  const endings = createEndings({
    eventLog,
    delivery: {
      connectionsOf: (user) => connections.filter((connection) => connection.user === user),
      leave(connection) {
        connection.user = null;
      },
    },
    outbox: {
      add: ({ id }, text) => void calls.push(`${id} ${JSON.parse(text).cmd}`),
      close: ({ id }, reason) => void calls.push(`${id} closed ${reason}`),
    },
    rules: {
      ended({ id, user, address }: EndedConnection) {
        calls.push(`${id} of ${user} at ${address || "home"} ended, ${count} left`);
        return { changes: [{ type: "presence", id: user, delta: -1 }] };
      },
    },
  });
  return { ...endings, calls, eventLog, first: connections[0] as Connection };
}

test("the rules are told which connection ended, once", () => {
  const { disconnected, first, calls } = house();
  disconnected(first);
  disconnected(first);
  expect(calls).toEqual(["a of mira at home ended, 2 left"]);
});

test("all connections of a user are told why and closed, each as the ones before it left things", () => {
  const { expel, eventLog, calls } = house();
  eventLog.subscribe((appended) => appended.expel.forEach(expel));
  eventLog.append({ expel: [{ kind: "expel", user: "mira", error: fail("banned"), reason: "Bye" }] });
  expect(calls).toEqual([
    ...["a error", "a disconnect", "a closed normal", "b error", "b disconnect", "b closed normal"],
    ...["a of mira at home ended, 2 left", "b of mira at home ended, 1 left"],
  ]);
});

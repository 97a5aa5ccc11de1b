import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Status, statusNames } from "./model.ts";
import {
  appearance,
  disappearance,
  isHidden,
  type PresenceNotice,
  statusChange,
  visibleStatus,
} from "./presence.ts";

/** What a change of the number of connections shows. */
function connectionChange(change: { status: Status; before: number; after: number }) {
  const { status, before, after } = change;
  if (before === 0 && after > 0) return appearance(status);
  return before > 0 && after === 0 ? disappearance(status) : [];
}

fc.configureGlobal({ seed: 5613 });

const online: Status = { status: "online", text: "" };
const idle: Status = { status: "idle", text: "tea" };
const invisible: Status = { status: "invisible", text: "" };
const offline: Status = { status: "offline", text: "tea" };

const short = (notices: readonly PresenceNotice[]) =>
  notices.map((each) => `${each.audience}:${each.packet}`);
const changed = (before: Status, after: Status, connections = 1) =>
  short(statusChange({ before, after, connections }));
const connected = (status: Status, before: number, after: number) =>
  short(connectionChange({ status, before, after }));

describe("the status that others see", () => {
  test("a hidden member looks exactly like one who is offline: neither shows a text", () => {
    const away = { status: "offline", text: "" } as const;
    for (const hidden of [invisible, offline]) {
      for (const isConnected of [true, false]) expect(visibleStatus(hidden, isConnected)).toEqual(away);
    }
    expect(visibleStatus(idle, false)).toEqual(away);
  });

  test("an online member shows everything", () => {
    expect(visibleStatus(idle, true)).toEqual(idle);
  });
});

describe("a change of status", () => {
  test("between visible ones is told to all", () => {
    expect(changed(online, idle)).toEqual(["others:status_get", "self:status_get"]);
  });

  test("hiding is a disconnect to others, and coming back a connect with the status behind it", () => {
    expect(changed(idle, invisible)).toEqual(["others:user_disconnect", "self:status_get"]);
    expect(changed(invisible, idle)).toEqual(["others:user_connect", "others:status_get", "self:status_get"]);
  });

  test("a change between two hidden statuses reaches only the user's own connections", () => {
    expect(changed(invisible, offline)).toEqual(["self:status_get"]);
  });

  test("no change, or nobody connected: nothing", () => {
    expect(changed(idle, { ...idle })).toEqual([]);
    expect(changed(idle, online, 0)).toEqual([]);
  });
});

describe("connections", () => {
  test("the first and the last one show", () => {
    expect(connected(online, 0, 1)).toEqual(["others:user_connect", "self:user_connect"]);
    expect(connected(online, 1, 2)).toEqual([]);
    expect(connected(online, 2, 1)).toEqual([]);
    expect(connected(online, 1, 0)).toEqual(["others:user_disconnect"]);
  });

  test("anything but plain online is told behind the connect, which made clients show online", () => {
    expect(connected(idle, 0, 1)).toEqual([
      "others:user_connect",
      "self:user_connect",
      "others:status_get",
      "self:status_get",
    ]);
    expect(connected({ status: "online", text: "hi" }, 0, 1)).toContain("others:status_get");
  });

  test("a hidden member comes and goes unseen", () => {
    expect(connected(invisible, 0, 1)).toEqual([]);
    expect(connected(offline, 1, 0)).toEqual([]);
  });
});

test("what others were told always equals what a fresh list would show them", () => {
  const status = fc.record({ status: fc.constantFrom(...statusNames), text: fc.constantFrom("", "tea") });
  const step = fc.oneof(
    status.map((to) => ({ kind: "status" as const, to })),
    fc.constant({ kind: "open" as const }),
    fc.constant({ kind: "close" as const }),
  );
  fc.assert(
    fc.property(status, fc.array(step, { maxLength: 30 }), (initial, steps) => {
      let stored: Status = initial;
      let connections = 0;
      let shown = "offline";
      const receive = (notices: readonly PresenceNotice[]) => {
        for (const { audience, packet } of notices) {
          if (audience === "self") continue;
          if (packet === "user_disconnect") expect(shown).not.toBe("offline");
          if (packet === "user_connect") expect(shown).toBe("offline");
          shown =
            packet === "user_connect" ? "online" : packet === "user_disconnect" ? "offline" : stored.status;
        }
      };
      for (const each of steps) {
        if (each.kind === "status") {
          const before = stored;
          stored = each.to;
          receive(statusChange({ before, after: stored, connections }));
        } else {
          const before = connections;
          connections = each.kind === "open" ? connections + 1 : Math.max(0, connections - 1);
          receive(connectionChange({ status: stored, before, after: connections }));
        }
        expect(shown).toBe(visibleStatus(stored, connections > 0).status);
        if (isHidden(stored)) expect(shown).toBe("offline");
      }
    }),
  );
});

/** Edits of several files at once, and names in all files. */
import { describe, expect, test } from "bun:test";
import { channel, type Loose, newId, plan, stateWith } from "../../tests/support/planned-edits.ts";
import { readDocument } from "../config/document.ts";
import { planEdit } from "./plan.ts";

test("files that nobody edited change nothing", () => {
  const same = (value: Loose) => value;
  const result = plan({ roles: same, channels: same, users: same });
  expect(result.reasons).toEqual({});
  expect([result.rolesChanged, result.channelsChanged, result.users]).toEqual([false, false, []]);
});

test("a file whose merge fails is refused by its name, and the others are taken over", () => {
  const state = stateWith();
  const fails = {
    document: {
      get value(): unknown {
        throw new RangeError("Maximum call stack size exceeded.");
      },
      lineOf: () => null,
    },
    base: null,
    baseIds: [],
  };
  const document = readDocument('{"mira": {"nickname": "Mimi", "roles": ["user"]}}');
  if ("problems" in document) throw new Error("no document");
  const good = { document, base: { mira: { roles: ["user"] } }, baseIds: [] };
  const circumstances = { state, hidden: [], newId, now: 1000 };
  const reason = "the file can't be merged: Maximum call stack size exceeded.";
  const refusal = [{ line: null, reason }];
  const first = planEdit({ roles: fails, channels: fails, users: good }, circumstances);
  expect([...first.refused]).toEqual([
    ["roles", refusal],
    ["channels", refusal],
  ]);
  expect(first.plan.users).toMatchObject([{ id: "mira", nickname: "Mimi" }]);
  expect([first.plan.rolesChanged, first.plan.channelsChanged]).toEqual([false, false]);
  expect([...planEdit({ users: fails }, circumstances).refused]).toEqual([["users", refusal]]);
});

test("a file with a problem stops only the edits that depend on it", () => {
  const edits = {
    roles: (file: Loose) => {
      file.fox = { color: "red" };
    },
    users: (file: Loose) => {
      file.mira.roles = ["fox"];
    },
    channels: (file: Loose) => {
      file[0].description = "x";
    },
  };
  const result = plan(edits);
  expect(Object.keys(result.reasons)).toEqual(["roles", "users"]);
  expect(result.channels.changed).toHaveLength(1);
  expect(result.rolesChanged).toBe(false);
});

describe("names in the files", () => {
  const bell = "\u0301";
  test("are stored in the same form as by commands", () => {
    const after = plan({
      users: (users) => {
        users.mira.nickname = "Mi\u200bra\u202e";
        users.mira.status = { status: "online", text: "\u202eaway" };
      },
    });
    expect(after.reasons).toEqual({});
    expect(after.users).toMatchObject([{ nickname: "Mira", status: { text: "away" } }]);
  });

  test("without visible characters, or that look like others, are refused", () => {
    const faults = plan({
      users: (users) => {
        users.mira.nickname = "оlga";
      },
      roles: (list) => {
        list["mоderator"] = {};
      },
      channels: (list) => {
        list.push({ name: "a\u200d", type: "text" });
      },
    }).reasons;
    expect(faults).toEqual({
      users: ["member 'mira': 'оlga' could be taken for 'olga'"],
      roles: ["the role 'mоderator' looks like the role 'moderator'; give it another name"],
      channels: [
        "channel 'a\u200d': Channel name is not valid: it contains a control or invisible character, or begins with a mark that belongs to a letter",
      ],
    });
  });

  test("in another Unicode form of the same letters are the same names", () => {
    const state = stateWith({ channels: [channel(1, "caf\u00e9")] });
    const planned = plan(
      {
        channels: (list) => {
          list[0].name = `cafe${bell}`;
          list[0].description = "tea";
        },
      },
      state,
    );
    expect(planned.reasons).toEqual({});
    expect(planned.channels.channels).toMatchObject([{ id: 1, name: "café", description: "tea" }]);
  });
});

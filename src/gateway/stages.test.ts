/** The order of the stages, and what each is asked. Through the server: tests/access.test.ts, tests/odd-input.test.ts. */
import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { fail } from "../protocol/errors.ts";
import type { Request } from "./request.ts";
import type { Rules, Runnable } from "./rules.ts";
import { createStages, refusalAt } from "./stages.ts";

const knock: Runnable = {
  name: "knock",
  summary: "",
  login: "required",
  cost: "read",
  permission: "manage_roles",
  request: Type.Object({ door: Type.String() }),
  reply: Type.Object({}),
  events: [],
  errors: [],
  handler: () => ({}),
};

type Refusing = "permitted" | "timedOut" | "withoutRoom" | "precheck" | "charge" | "context";

/** A user asks to knock; `refusing` are the rules that say no. */
function house(refusing: readonly Refusing[] = []) {
  const asked: string[] = [];
  const rule = (name: Refusing) => () => {
    asked.push(name);
    return refusing.includes(name) ? fail("internal_error") : null;
  };
  const rules: Rules = {
    commands: new Map([["knock", knock]]),
    limits: () => ({}) as never,
    permitted: () => rule("permitted")() === null,
    timedOut: rule("timedOut"),
    withoutRoom: rule("withoutRoom"),
    precheck: rule("precheck"),
    charge: rule("charge"),
    context: () => rule("context")() ?? { door: "open" },
    ended: () => ({}),
  };
  const connection = fakeConnection("a");
  connection.user = "mira";
  const request: Request = {
    connection,
    definition: knock,
    packet: { cmd: "knock", door: "red" },
    startedAt: 0,
    slot: { pipelined: false, replies: null },
    context: null,
    isJoined: false,
  };
  const stages = createStages(rules);
  return {
    asked,
    stages,
    request,
    connection,
    at: (moment: "start" | "turn" | "waited", given: Partial<Request> = {}) =>
      refusalAt(moment, stages)(Object.assign(request, given))?.code ?? null,
  };
}

test("the stages stand in this order", () => {
  const { stages } = house();
  expect(stages.map(({ name, at }) => [name, ...at].join(" "))).toEqual([
    "login start turn waited",
    "command start",
    "schema start",
    "permission turn waited",
    "timeout turn waited",
    "disk turn",
    "precheck turn",
    "cost turn",
    "channel turn waited",
  ]);
});

test("the first that refuses is the answer, and no later one is asked", () => {
  const order: readonly Refusing[] = [
    "permitted",
    "timedOut",
    "withoutRoom",
    "precheck",
    "charge",
    "context",
  ];
  for (const [index, name] of order.entries()) {
    const { at, asked } = house(order.slice(index));
    expect(at("turn")).toBe(name === "permitted" ? "permission_required" : "internal_error");
    expect(asked).toEqual(order.slice(0, index + 1));
  }
  const { at, asked, request } = house();
  expect(at("turn")).toBeNull();
  expect(asked).toEqual([...order]);
  expect(request.context).toEqual({ door: "open" });
});

test("what has waited is asked again, but charged once", () => {
  const { at, asked, connection } = house();
  expect(at("waited")).toBeNull();
  expect(asked).toEqual(["permitted", "timedOut", "context"]);
  connection.user = null;
  expect(at("waited")).toBe("authentication_required");
});

test("before its turn, a request is refused by what it is", () => {
  const { at, connection, asked } = house();
  expect(at("start")).toBeNull();
  expect(at("start", { packet: { cmd: "knock" } })).toBe("invalid_field");
  expect(at("start", { definition: undefined })).toBe("unknown_command");
  expect(at("start", { definition: { ...knock, login: "before" } })).toBe("unknown_command");
  connection.user = null;
  expect(at("start", { definition: undefined })).toBe("authentication_required");
  expect(at("start", { definition: knock })).toBe("authentication_required");
  expect(at("start", { definition: { ...knock, login: "any" }, packet: { door: "red" } })).toBeNull();
  expect(asked).toEqual([]);
});

test("rules about users are not asked for those who have not logged in", () => {
  const { at, connection, asked } = house();
  connection.user = null;
  expect(at("turn", { definition: { ...knock, login: "before" } })).toBeNull();
  expect(asked).toEqual(["context"]);
});

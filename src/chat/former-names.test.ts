import { expect, test } from "bun:test";
import { blankRole } from "./blank-role.ts";
import { roleOnceNamed, withFormerNames } from "./former-names.ts";
import type { Role } from "./model.ts";

const role = (id: string, name: string) => blankRole(id, name, 0);
const table = (roles: readonly Role[]) => new Map(roles.map((each) => [each.id, each]));

/** One change after the other: the names by id, as each change leaves them. */
function after(...changes: readonly Readonly<Record<string, string>>[]) {
  const roles = changes.reduce<readonly Role[]>((before, names) => {
    const known = table(before);
    const next = Object.entries(names).map(([id, name]) => ({ ...(known.get(id) ?? role(id, name)), name }));
    return withFormerNames(next, known);
  }, []);
  const byName = new Map(roles.map((each) => [each.name.toLowerCase(), each]));
  const find = (name: string) => roleOnceNamed(name, { byId: table(roles), byName })?.id;
  return { roles, find };
}

test("a role is found by every name that it had, in any case", () => {
  const { find } = after({ a: "Guest", b: "user" }, { a: "Visitor", b: "user" }, { a: "Tourist", b: "user" });
  expect(["guest", "VISITOR", "tourist", "user", "nobody"].map(find)).toEqual([
    "a",
    "a",
    "a",
    "b",
    undefined,
  ]);
});

test("a name that another role takes is that one's for good", () => {
  const given = [{ a: "guest" }, { a: "visitor" }, { a: "visitor", b: "Guest" }];
  expect(after(...given).find("guest")).toBe("b");
  expect(after(...given, { a: "visitor", b: "tourist" }).find("guest")).toBe("b");
  expect(after(...given, { a: "visitor" }).find("guest")).toBeUndefined();
  expect(after({ a: "x", b: "y" }, { a: "y", b: "x" }).roles.map(({ formerNames }) => formerNames)).toEqual([
    [],
    [],
  ]);
});

test("a name that comes back is no former one, and roles that keep theirs stay the same objects", () => {
  const { roles, find } = after({ a: "guest" }, { a: "visitor" }, { a: "GUEST" });
  expect(roles[0]?.formerNames).toEqual(["visitor"]);
  expect(find("visitor")).toBe("a");
  expect(withFormerNames(roles, table(roles))[0]).toBe(roles[0] as Role);
});

test("only so many are remembered, the newest", () => {
  const { find } = after(...Array.from({ length: 40 }, (_, index) => ({ a: `name ${index}` })));
  expect(["name 18", "name 19", "name 38", "name 39"].map(find)).toEqual([undefined, "a", "a", "a"]);
});

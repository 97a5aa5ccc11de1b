import { expect, test } from "bun:test";
import { blankRole } from "../../chat/blank-role.ts";
import { inOrder } from "./role-order.ts";

test("positions stay, with their gaps, unless one is changed or a role is new", () => {
  const sparse = [0, 5, 9].map((position) => blankRole(`id-${position}`, `r${position}`, position));
  const before = new Map(sparse.map((role) => [role.id, role]));
  const order = (roles = sparse, wanted: readonly (readonly [string, number])[] = []) =>
    inOrder(roles, new Map(wanted), before).map(({ name, position }) => [name, position]);
  expect(order()).toEqual([
    ["r0", 0],
    ["r5", 5],
    ["r9", 9],
  ]);
  expect(order(sparse, [["id-9", 5]])).toEqual([
    ["r0", 0],
    ["r9", 1],
    ["r5", 2],
  ]);
  expect(order([...sparse, blankRole("id-new", "new", Number.MAX_SAFE_INTEGER)])).toEqual([
    ["r0", 0],
    ["r5", 1],
    ["r9", 2],
    ["new", 3],
  ]);
});

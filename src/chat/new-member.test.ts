import { expect, test } from "bun:test";
import { blankRole } from "./blank-role.ts";
import { newMember } from "./new-member.ts";
import { roleBook } from "./permissions.ts";

const guest = { ...blankRole("r:guest", "Visitor", 1), formerNames: ["guest"] };
const user = blankRole("r:user", "user", 2);
const book = roleBook([guest, user]);
const join = (newcomers: { readonly roles: readonly string[]; readonly [extra: string]: unknown }) =>
  newMember({ id: "u:mira", username: "mira", nickname: null }, newcomers, book, 1_700_000_000);

test("a newcomer has the configured roles, each once, also by a name that one had before", () => {
  expect(join({ roles: ["User", "guest", "visitor", "user"] }).roles).toEqual(["r:user", "r:guest"]);
});

test("a role that doesn't exist keeps nobody out", () => {
  expect(join({ roles: ["nobody", "guest"] }).roles).toEqual(["r:guest"]);
});

test("where no configured role exists a newcomer is a user, but not where none is wanted", () => {
  expect(join({ roles: ["nobody", "member"] }).roles).toEqual(["r:user"]);
  expect(join({ roles: [] }).roles).toEqual([]);
});

test("further keys of the configured newcomer are kept in the record, and none of the record's own", () => {
  const member = join({ roles: [], bio: "new here", id: "u:other", createdAt: 0 });
  expect(member).toEqual({
    id: "u:mira",
    username: "mira",
    nickname: null,
    roles: [],
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: 1_700_000_000,
    bannedAt: null,
    timeoutUntil: null,
    extra: { bio: "new here", id: "u:other", createdAt: 0 },
  });
});

test("no two newcomers share a list of roles", () => {
  const newcomers = { roles: ["user"] };
  expect(join(newcomers).roles).not.toBe(join(newcomers).roles);
});

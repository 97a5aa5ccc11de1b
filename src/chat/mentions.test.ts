import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isFailure } from "../protocol/errors.ts";
import { nameKey } from "../text/skeleton.ts";
import { blankRole } from "./blank-role.ts";
import { type MentionContext, mayMentionRole, resolveMentions } from "./mentions.ts";
import type { Channel, ChannelPermissions, Role } from "./model.ts";

fc.configureGlobal({ seed: 5613 });

interface Member {
  readonly id: string;
  readonly username: string;
  readonly nickname: string | null;
}

function role(
  name: string,
  permissions: readonly string[] = [],
  mentionableBy: readonly string[] | null = null,
): Role {
  return { ...blankRole(`id-${name}`, name, 0), permissions, mentionableBy };
}

const roleList = [
  role("owner"),
  role("Mods", ["mention_everyone"]),
  role("mods team"),
  role("everyone"),
  role("quiet", [], ["id-Mods"]),
  role("nobody", [], []),
];
const open = { permissions: { lists: {} as ChannelPermissions["lists"], deny: [] as string[] } };
const roles = {
  byId: new Map(roleList.map((each) => [each.id, each])),
  byName: new Map(roleList.map((each) => [nameKey(each.name), each])),
};

const member = (username: string, nickname: string | null = null): Member => ({
  id: `u:${username}`,
  username,
  nickname,
});
const everybody = [
  member("me"),
  member("Ada"),
  member("ada.lovelace"),
  member("USR:local_bob"),
  member("USR:local_ada"),
  member("USR:local_x-ray"),
  member("José"),
  member("u1", "The Boss"),
  member("u2", "twin"),
  member("u3", "Twin"),
  member("u4", "ada, hi"),
  member("hidden"),
];

function contextOf(
  members: readonly Member[],
  authorRoles: readonly string[] = [],
): MentionContext & { lookups: number } {
  const byName = new Map(members.map((each) => [nameKey(each.username), each]));
  const context = {
    lookups: 0,
    author: { id: "u:me", roles: authorRoles },
    userByName(name: string) {
      context.lookups++;
      return byName.get(nameKey(name));
    },
    usersByNickname(nickname: string, most: number) {
      context.lookups++;
      const key = nameKey(nickname);
      return members
        .filter((each) => each.nickname !== null && nameKey(each.nickname) === key)
        .slice(0, most);
    },
    roles,
    mayView: (id: string) => id !== "u:hidden",
    mayMention: (mentioned: Role) => mayMentionRole(context.author, mentioned, roles.byId, open, true),
  };
  return context;
}

function users(content: string): string[] {
  const result = resolveMentions(content, contextOf(everybody));
  if (isFailure(result)) throw new Error(result.val);
  return result.users.map((id) => id.slice(2));
}

function roleNames(content: string, authorRoles: readonly string[] = []): string[] {
  const result = resolveMentions(content, contextOf(everybody, authorRoles));
  return isFailure(result) ? [result.code] : result.roles.map((id) => id.slice(3));
}

describe("members", () => {
  test("are mentioned by name in any case, in order, once", () => {
    expect(users("hi @ADA and @josé, @ada!")).toEqual(["Ada", "José"]);
    expect(users("@José@ada")).toEqual(["José"]);
    expect(users("nobody here")).toEqual([]);
    expect(users("@nobody @")).toEqual([]);
  });

  test("the longest known name wins, and it ends where a word ends", () => {
    expect(users("@ada.lovelace")).toEqual(["ada.lovelace"]);
    expect(users("@ada.lovelace.")).toEqual(["ada.lovelace"]);
    expect(users("@ada.love")).toEqual(["Ada"]);
    expect(users("@adam @ada_ @ada1 @adaé")).toEqual([]);
    expect(users('(@ada) @ada\'s "@ada" @ada🎉')).toEqual(["Ada"]);
  });

  test("local accounts answer to the whole username and to the name people see", () => {
    expect(users("@USR:local_bob")).toEqual(["USR:local_bob"]);
    expect(users("@Bob and @x-ray")).toEqual(["USR:local_bob", "USR:local_x-ray"]);
    // A plain username goes before a local account of that name, which still has its whole one.
    expect(users("@ada @usr:local_ada")).toEqual(["Ada", "USR:local_ada"]);
  });

  test("a nickname works if only one member has it, and takes no mention from a username", () => {
    expect(users("@the boss, look")).toEqual(["u1"]);
    expect(users("@twin")).toEqual([]);
    expect(users("@ada, hi")).toEqual(["Ada"]);
  });

  test("not after a letter, digit or underscore, so mail addresses stay text", () => {
    expect(users("me@ada 1@ada _@ada é@ada 𝒜@ada")).toEqual([]);
    expect(users(".@ada")).toEqual(["Ada"]);
    expect(users("🎉@ada")).toEqual(["Ada"]);
    expect(users("&@ada")).toEqual([]);
  });

  test("not in URLs, with or without their scheme", () => {
    expect(users("https://host/@ada and https://host.example/x?y=@ada")).toEqual([]);
    expect(users("(host.example/@ada) example.org:8080/@ada матрица.рф/@ada")).toEqual([]);
    expect(users("https://host/x @ada")).toEqual(["Ada"]);
    expect(users("@ada/@bob, either/or/@josé")).toEqual(["Ada", "USR:local_bob", "José"]);
  });

  test("not as the scope of a package, in addresses, or behind a backslash", () => {
    expect(users("npm i @ada/parser @ada@social.example")).toEqual([]);
    expect(users("mail ada.-@ada.example or ada+x+@ada.example")).toEqual([]);
    expect(users("\\@ada \\\\\\@ada")).toEqual([]);
    expect(users("\\\\@ada")).toEqual(["Ada"]);
    expect(users("hi.@ada / @bob! @josé.")).toEqual(["Ada", "USR:local_bob", "José"]);
  });

  test("however an accent is written", () => {
    expect(users("@jose\u0301 hi")).toEqual(["José"]);
  });

  test("scripts without spaces may touch the mention", () => {
    expect(users("你好@ada你好")).toEqual(["Ada"]);
    expect(users("@adaさん")).toEqual(["Ada"]);
  });

  test("not in code", () => {
    expect(users("`@ada` ```\n@ada\n``` @josé ``@ada``")).toEqual(["José"]);
    expect(users("`@ada")).toEqual(["Ada"]);
    expect(users("`x`@ada")).toEqual(["Ada"]);
  });

  test("neither the author nor members who may not view the channel", () => {
    expect(users("@me @hidden @ada")).toEqual(["Ada"]);
  });
});

describe("roles", () => {
  test("are mentioned by name or id, and are no members", () => {
    expect(roleNames("@&mods")).toEqual(["Mods"]);
    expect(roleNames("@&MODS TEAM!")).toEqual(["mods team"]);
    expect(roleNames("@&id-Mods @&Mods")).toEqual(["Mods"]);
    expect(roleNames("@&unknown @mods x@&mods `@&mods`")).toEqual([]);
    expect(users("@&ada")).toEqual([]);
  });

  test("with limits on who may mention them refuse the message", () => {
    expect(roleNames("@&quiet")).toEqual(["mention_denied"]);
    expect(roleNames("@&quiet", ["id-Mods"])).toEqual(["quiet"]);
    expect(roleNames("@&nobody", ["id-Mods"])).toEqual(["mention_denied"]);
    expect(roleNames("@&nobody", ["id-owner"])).toEqual(["nobody"]);
    const refused = resolveMentions("@&quiet", contextOf(everybody));
    expect(refused).toMatchObject({ val: "You do not have permission to mention the '@&quiet' role" });
  });

  test("everyone needs mention_everyone, where such permissions are enforced", () => {
    expect(roleNames("@&everyone")).toEqual(["mention_denied"]);
    expect(roleNames("@&everyone", ["id-Mods"])).toEqual(["everyone"]);
    const may = (author: string[], channel: Pick<Channel, "permissions">, isEnforced: boolean) =>
      mayMentionRole({ roles: author }, role("Everyone"), roles.byId, channel, isEnforced);
    expect(may([], open, true)).toBe(false);
    expect(may([], open, false)).toBe(true);
    const calm = { permissions: { ...open.permissions, deny: ["mention_everyone"] } };
    expect(may(["id-Mods"], calm, true)).toBe(false);
    expect(may(["id-owner"], calm, true)).toBe(true);
  });
});

describe("hostile texts", () => {
  test("at most 50 mentions count", () => {
    const many = Array.from({ length: 80 }, (_, i) => member(`m${i}`));
    const result = resolveMentions(many.map((each) => `@${each.username}`).join(" "), contextOf(many));
    expect(result).toEqual({ users: many.slice(0, 50).map((each) => each.id), roles: [] });
  });

  test("without an @ nothing is looked up", () => {
    const context = contextOf(everybody);
    expect(resolveMentions("x".repeat(5000), context)).toEqual({ users: [], roles: [] });
    expect(context.lookups).toBe(0);
  });

  test("look-ups grow with the length of the text, not faster", () => {
    for (const piece of [
      "@",
      "@a",
      "@.",
      "@ ",
      "@&",
      "@&.",
      "@a b.c-d",
      `@${".a".repeat(60)}`,
      "`@",
      "@`",
      "@a\n",
      ".",
      "@😀",
    ]) {
      const content = `@${piece.repeat(Math.ceil(20_000 / piece.length))}`;
      const context = contextOf(everybody);
      resolveMentions(content, context);
      expect(context.lookups).toBeLessThanOrEqual(3 * content.length);
    }
  });

  test("a name that stands there often is looked up once, and distinct ones only so often", () => {
    const context = contextOf(everybody);
    resolveMentions("@twin ".repeat(333), context);
    expect(context.lookups).toBeLessThanOrEqual(3);
    resolveMentions(Array.from({ length: 20_000 }, (_, nth) => `@n${nth}`).join(" "), context);
    expect(context.lookups).toBeLessThanOrEqual(3 * 1001);
  });

  test("any text gives only known members, without doubles, and never throws", () => {
    const bits = fc.constantFrom(
      "@",
      "&",
      "ada",
      "Ada",
      "bob",
      "the boss",
      " ",
      "`",
      "```",
      "\n",
      ".",
      "_",
      "é",
      "🎉",
      "\ud800",
      "USR:local_",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ unit: "binary" })), { maxLength: 60 }), (pieces) => {
        const result = resolveMentions(pieces.join(""), contextOf(everybody));
        if (isFailure(result)) throw new Error("no role was mentioned that refuses");
        expect(new Set(result.users).size).toBe(result.users.length);
        const known = everybody.map((each) => each.id);
        expect(result.users.every((id) => known.includes(id) && id !== "u:me" && id !== "u:hidden")).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });

  test("a text of separate mentions mentions exactly those", () => {
    const names = everybody.filter((each) => each.id !== "u:me" && each.id !== "u:hidden");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names)), (mentioned) => {
        const content = mentioned.map((each) => `@${each.username}`).join(" ; ");
        const expected = [...new Set(mentioned.map((each) => each.username))];
        expect(users(content)).toEqual(expected);
      }),
    );
  });
});

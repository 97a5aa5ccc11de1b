/** The merging of edits, without a server: what tests/watchers.test.ts would take too long for. */
import { describe, expect, test } from "bun:test";
import { firstChannel, firstRoles } from "../chat/first-content.ts";
import type { Channel, Role, User } from "../chat/model.ts";
import { createState, type State } from "../chat/state.ts";
import { readDocument } from "../config/document.ts";
import { channelsText } from "./merge/channels.ts";
import type { Edited } from "./merge/edited.ts";
import { rolesText } from "./merge/roles.ts";
import { createUsersText } from "./merge/users.ts";
import { type EditedFiles, type FileName, fileNames, planEdit } from "./plan.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test edits files of any shape
type Loose = any;

let ids = 0;
const newId = () => `id-${++ids}`;
const roles = firstRoles(newId);
const idOf = (name: string) => roles.find((role) => role.name === name)?.id ?? "";
const { roles: book } = createState({ users: [], former: [], roles, channels: [], threads: [] });

function member(id: string, ...names: string[]): User {
  return {
    id,
    username: id,
    nickname: null,
    roles: names.map(idOf),
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: 1,
    bannedAt: null,
    timeoutUntil: null,
    extra: {},
  };
}

function channel(id: number, name: string): Channel {
  return { ...firstChannel(book), id, name, description: null };
}

function stateWith(change: { users?: User[]; channels?: Channel[]; roles?: readonly Role[] } = {}): State {
  return createState({
    users: change.users ?? [member("olga", "owner", "user"), member("mira", "user")],
    former: [],
    roles: change.roles ?? roles,
    channels: (change.channels ?? [channel(1, "a"), channel(2, "b"), channel(3, "c")]).map((one) => ({
      channel: one,
      tail: null,
    })),
    threads: [],
  });
}

const texts = { roles: rolesText, channels: channelsText, users: createUsersText() };

/** Plans edits that were made on the files of `before`, on the server as it is `now`. */
function plan(
  edits: { readonly [Name in FileName]?: (value: Loose) => Loose },
  before = stateWith(),
  now = before,
  hidden: readonly Channel[] = [],
) {
  const edited: { [Name in FileName]?: Edited } = {};
  for (const name of fileNames) {
    const edit = edits[name];
    if (!edit) continue;
    const base = JSON.parse(texts[name](before));
    const value = JSON.parse(texts[name](before));
    const document = readDocument(JSON.stringify(edit(value) ?? value));
    if ("problems" in document) throw new Error("no document");
    edited[name] = { document, base, baseIds: before.channels.map(({ id }) => id) };
  }
  const files: EditedFiles = edited;
  const result = planEdit(files, {
    state: now,
    hidden: hidden.map((one) => ({ channel: one, tail: null })),
    newId,
    now: 1000,
  });
  return {
    ...result.plan,
    reasons: Object.fromEntries(
      [...result.refused].map(([name, problems]) => [name, problems.map(({ reason }) => reason)]),
    ),
    roleNames: result.plan.roles.roles.map(({ name }) => name),
    channelNames: result.plan.channels.channels.map(({ name }) => name),
  };
}

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
    ...{ base: null, baseIds: [] },
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

describe("roles", () => {
  const order = (positions: Record<string, number>) => {
    const edit = (file: Loose) => {
      for (const [name, position] of Object.entries(positions)) file[name] = { ...file[name], position };
    };
    const result = plan({ roles: edit });
    expect(result.roles.roles.map(({ position }) => position)).toEqual(
      result.roleNames.map((_, index) => index),
    );
    return result.roleNames;
  };

  test("a position is a place: the others make room, the owners stay on top", () => {
    expect(order({ user: 1 })).toEqual(["owner", "user", "admin", "moderator"]);
    expect(order({ admin: 3 })).toEqual(["owner", "moderator", "user", "admin"]);
    expect(order({ admin: 2, moderator: 1 })).toEqual(["owner", "moderator", "admin", "user"]);
    expect(order({ admin: 3, moderator: 1, user: 2 })).toEqual(["owner", "moderator", "user", "admin"]);
    expect(order({ user: 0 })).toEqual(["owner", "user", "admin", "moderator"]);
    expect(order({ fox: 2 })).toEqual(["owner", "admin", "fox", "moderator", "user"]);
    expect(order({ fox: 99 })).toEqual(["owner", "admin", "moderator", "user", "fox"]);
  });

  test("who may mention a role is read in all its old forms, also by a new name", () => {
    const edit = (file: Loose) => {
      file.user.mention_roles = ["boss", "Admin"];
      file.boss = { ...file.moderator };
      delete file.moderator;
      file.fox = { permissions: { mention_roles: false } };
      file.cat = { permissions: { mention_roles: "fox", send_messages: true } };
      file.dog = { permissions: { mention_roles: true } };
    };
    const { roles: after } = plan({ roles: edit }).roles;
    const role = (name: string) => after.find((one) => one.name === name);
    expect(role("user")?.mentionableBy).toEqual([idOf("moderator"), idOf("admin")]);
    expect(role("fox")?.mentionableBy).toEqual([]);
    expect(role("cat")).toMatchObject({
      mentionableBy: [role("fox")?.id ?? ""],
      permissions: ["send_messages"],
    });
    expect(role("dog")?.mentionableBy).toBeNull();
  });

  test("a rename is remembered for the configuration, which may use the old name", () => {
    const renamed = plan({
      roles: ({ moderator, ...file }: Loose) => ({ ...file, helper: moderator }),
    });
    const helper = renamed.roles.roles.find(({ name }) => name === "helper");
    expect([helper?.id, helper?.formerNames]).toEqual([idOf("moderator"), ["moderator"]]);
  });

  test("a gradient is set, refused when it is none, and taken out with its key", () => {
    const after = (edit: { gradient?: unknown }, on?: State) => {
      const result = plan({ roles: (file) => ({ ...file, user: { ...file.user, ...edit } }) }, on);
      return result.reasons["roles"] ?? result.roles.roles.find(({ name }) => name === "user")?.gradient;
    };
    const gradient = ["#f00", "#00f"];
    expect(after({ gradient })).toEqual(gradient);
    expect(after({ gradient: ["#f00"] })).toEqual([expect.stringContaining("2 to 6 colours")]);
    const striped = stateWith({ roles: roles.map((role) => ({ ...role, gradient })) });
    expect(after({ gradient: undefined }, striped)).toBeNull();
  });

  test("two may swap their names, by swapping keys", () => {
    const edit = ({ admin, moderator, ...rest }: Loose) => ({ ...rest, helper: admin, admin: moderator });
    expect(plan({ roles: edit }).reasons).toEqual({ roles: ["role 'helper': 'admin' can't be renamed"] });
    const first = plan({ roles: (file) => void Object.assign(file, { fox: {}, cat: {} }) });
    const before = createState({
      users: [],
      former: [],
      roles: first.roles.roles,
      channels: [],
      threads: [],
    });
    const swap = ({ fox, cat, ...rest }: Loose) => ({ ...rest, fox: cat, cat: fox });
    const after = plan({ roles: swap }, before);
    expect(after.reasons).toEqual({});
    expect(after.roles.renamed.size).toBe(2);
  });

  test("a copied block with the id of another role is told apart by name, or refused", () => {
    const copy = (file: Loose) => {
      file.fox = { ...file.user };
    };
    expect(plan({ roles: copy }).reasons.roles?.[0]).toContain("have the same id");
  });

  test.each([
    ["behind it", (file: Loose) => ({ ...file, ADMIN: { hoisted: true } })],
    ["before it", (file: Loose) => ({ ADMIN: { hoisted: true }, ...file })],
  ])("a name that differs in case only is refused as such, %s", (_where, edit) => {
    expect(plan({ roles: edit }).reasons.roles).toEqual([
      "there is a role 'admin' already, and 'ADMIN' differs from it only in case; give it another name",
    ]);
  });

  test("keys that every role has stay when they are left out, with a note", () => {
    const edit = (file: Loose) => {
      const { id } = file.moderator;
      file.moderator = { id, hoisted: false };
    };
    const { roles: planned } = plan({ roles: edit });
    const before = roles.find(({ name }) => name === "moderator");
    expect(planned.roles.find(({ name }) => name === "moderator")).toEqual({
      ...(before as Role),
      hoisted: false,
    });
    expect(planned.notes).toEqual([
      "Role 'moderator': 'description', 'color', 'permissions', 'self_assignable', 'category', 'position' are left out and so unchanged",
    ]);
  });

  test("another order of the entries says nothing, and is told so", () => {
    const turned = (file: Loose) => Object.fromEntries(Object.entries(file).reverse());
    const { roles: planned, rolesChanged } = plan({ roles: turned });
    expect(rolesChanged).toBe(false);
    expect(planned.notes).toEqual([
      "The order of the entries says nothing: a role stands where its 'position' says",
    ]);
  });

  test("power over others can't be taken by oneself", () => {
    const edit = (file: Loose) => {
      file.fox = { self_assignable: true, permissions: ["manage_users"] };
    };
    expect(plan({ roles: edit }).reasons.roles?.[0]).toContain("can't be self-assignable");
  });

  test("a role named __proto__ or banned is refused and harms nothing", () => {
    const edit = (file: Loose) => ({ ...file, ["__proto__"]: {}, banned: {} });
    expect(plan({ roles: edit }).reasons.roles).toEqual([
      expect.stringContaining("'__proto__' is reserved"),
      expect.stringContaining("'banned' is reserved"),
    ]);
  });
});

describe("channels", () => {
  const fresh = { type: "text", name: "new" };

  test("new ones stand where the file has them, whatever the server did meanwhile", () => {
    const before = stateWith();
    const now = stateWith({ channels: [channel(3, "c"), channel(2, "b"), channel(4, "d")] }); // a deleted, d new, c moved
    const edit = ([a, b, c]: Loose) => [a, b, fresh, c];
    expect(plan({ channels: edit }, before, now).channelNames).toEqual(["c", "b", "new", "d"]);
    expect(plan({ channels: (file) => [fresh, ...file] }).channelNames).toEqual(["new", "a", "b", "c"]);
  });

  test("the order of the file counts only if the editor changed it", () => {
    const before = stateWith();
    const now = stateWith({ channels: [channel(3, "c"), channel(1, "a"), channel(4, "d"), channel(2, "b")] });
    const describe = (file: Loose) => {
      file[0].description = "x";
    };
    expect(plan({ channels: describe }, before, now).channelNames).toEqual(["c", "a", "d", "b"]);
    expect(plan({ channels: ([a, b, c]) => [b, a, c] }, before, now).channelNames).toEqual([
      "b",
      "a",
      "d",
      "c",
    ]);
  });

  test("a rename by command meanwhile is kept, and the edit is for the same channel", () => {
    const now = stateWith({ channels: [channel(1, "renamed"), channel(2, "b"), channel(3, "c")] });
    const edit = (file: Loose) => {
      file[0].description = "x";
    };
    const result = plan({ channels: edit }, stateWith(), now);
    expect(result.channels.changed).toEqual([{ ...channel(1, "renamed"), description: "x" }]);
  });

  test("one that was deleted meanwhile is not brought back by an edit of another", () => {
    const now = stateWith({ channels: [channel(1, "a"), channel(2, "b")] });
    const edit = (file: Loose) => {
      file[0].description = "x";
    };
    expect(plan({ channels: edit }, stateWith(), now).channelNames).toEqual(["a", "b"]);
  });

  test("renames that can't be told from leaving out and adding are that", () => {
    const two = plan({
      channels: (file) => file.map((one: Loose, index: number) => ({ ...one, name: `n${index}` })),
    });
    expect(two.channels.hidden.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(two.channels.added.map(({ name }) => name)).toEqual(["n0", "n1", "n2"]);
    const other = plan({ channels: ([a, ...rest]) => [{ ...a, name: "n", description: "x" }, ...rest] });
    expect(other.channels.hidden.map(({ name }) => name)).toEqual(["a"]);
    const one = plan({ channels: ([a, ...rest]) => [{ ...a, name: "n" }, ...rest] });
    expect(one.channels.hidden).toEqual([]);
    expect(one.channels.changed.map(({ id, name }) => [id, name])).toEqual([[1, "n"]]);
  });

  test("of several hidden ones of a name the last comes back, as the entry says; its type stays", () => {
    const hidden = [channel(8, "old"), { ...channel(9, "old"), description: "was" }];
    const entry = { type: "text", name: "old", permissions: { view: ["admin"] } };
    const { channels } = plan(
      { channels: (file) => void file.push(entry) },
      stateWith(),
      stateWith(),
      hidden,
    );
    expect(channels.shown.map((one) => one.channel)).toMatchObject([
      {
        id: 9,
        description: null,
        permissions: { lists: { view: [{ role: idOf("admin"), blocks: false }] } },
      },
    ]);
  });

  test("a password protects nothing, and is refused with advice", () => {
    const { reasons } = plan({ channels: (file) => void Object.assign(file[0], { password: "hunter2" }) });
    expect(reasons.channels).toEqual([
      "channel 'a': 'password' would stand here for all to read, and protects nothing: 'permissions' say which roles may 'view'",
    ]);
  });

  test("taking a key out clears it, and a list goes back to its default", () => {
    const before = stateWith({
      channels: [{ ...channel(1, "a"), description: "x", icon: "https://a.example/i.png" }],
    });
    const edit = ([{ type, name, icon, permissions }]: Loose) => {
      const { view, ...lists } = permissions;
      return [{ type, name, icon, permissions: lists }];
    };
    const { changed } = plan({ channels: edit }, before).channels;
    expect(changed).toMatchObject([{ description: null, icon: "https://a.example/i.png" }]);
    expect(changed[0]?.permissions.lists).toMatchObject({ view: [], react: [{ role: idOf("user") }] });
  });

  test("without 'permissions' or 'type' they keep both, with a note", () => {
    const edit = ([{ name }, b, c]: Loose) => [{ name, description: "x" }, b, c];
    const { channels } = plan({ channels: edit });
    expect(channels.changed).toEqual([{ ...channel(1, "a"), description: "x" }]);
    expect(channels.notes).toEqual(["Channel 'a': 'type', 'permissions' are left out and so unchanged"]);
  });

  test("another order is told of", () => {
    const { channels } = plan({ channels: ([a, b, c]: Loose) => [c, a, b] });
    expect(channels.changes).toEqual(["order: c, a, b"]);
    expect(plan({ channels: ([, b, c]: Loose) => [b, c] }).channels.changes).toEqual(["a: hidden"]);
  });
});

describe("members", () => {
  test("a ban by command meanwhile stays when the editor changes roles; one in the file is a ban", () => {
    const now = stateWith({ users: [member("olga", "owner"), { ...member("mira", "user"), bannedAt: 7 }] });
    const promote = (file: Loose) => {
      file.mira.roles = ["moderator", "user"];
    };
    expect(plan({ users: promote }, stateWith(), now).users).toMatchObject([
      { id: "mira", bannedAt: 7, roles: [idOf("moderator"), idOf("user")] },
    ]);
    const ban = (file: Loose) => void file.mira.roles.unshift("banned");
    expect(plan({ users: ban }).users).toMatchObject([{ bannedAt: 1000, roles: [idOf("user")] }]);
    const unban = (file: Loose) => {
      file.mira.roles = ["user"];
    };
    expect(plan({ users: unban }, now).users).toMatchObject([{ bannedAt: null }]);
  });

  test("roles may be named by what they are called before or after the same edit", () => {
    const edits = {
      roles: ({ moderator, ...rest }: Loose) => ({ ...rest, warden: moderator }),
      users: (file: Loose) => {
        file.mira.roles = ["warden"];
        file.olga.roles = ["owner", "moderator"];
      },
    };
    const { users } = plan(edits);
    expect(users.map((user) => user.roles.at(-1))).toEqual([idOf("moderator"), idOf("moderator")]);
  });

  test("keys that every member has stay when they are left out, with a note", () => {
    const edit = (file: Loose) => {
      file.mira = { nickname: "Mi" };
    };
    const { users, findings } = plan({ users: edit });
    expect(users).toEqual([{ ...member("mira", "user"), nickname: "Mi" }]);
    expect(findings.users?.notes).toEqual([
      "Member 'mira': 'username', 'roles', 'status' are left out and so unchanged",
    ]);
    const none = (file: Loose) => {
      file.mira.roles = [];
    };
    expect(plan({ users: none }).users).toMatchObject([{ roles: [] }]);
  });

  test("a value that isn't allowed is told with those that are", () => {
    const reason = (fields: object) =>
      plan({ users: (file: Loose) => void Object.assign(file.mira, fields) }).reasons.users;
    expect(reason({ status: { status: "away" } })).toEqual([
      `member 'mira': 'status.status' must be "online", "idle", "dnd", "offline" or "invisible"`,
    ]);
    expect(reason({ nickname: 5 })).toEqual([
      "member 'mira': 'nickname' must be a text of 0 to 200 characters or null",
    ]);
    expect(reason({ roles: ["user", 1] })).toEqual([
      "member 'mira': 'roles.1' must be a text of 0 to 100 characters",
    ]);
    expect(reason({ timeout_until: "soon" })).toEqual([
      "member 'mira': 'timeout_until' must be a number of at least 0 or null",
    ]);
  });

  test("a timeout ends at most 28 days ahead, and is no number of milliseconds", () => {
    const until = (time: number) =>
      plan({ users: (file) => void Object.assign(file.mira, { timeout_until: time }) });
    const days = 24 * 60 * 60;
    expect(until(1000 + 28 * days).users).toMatchObject([{ timeoutUntil: 1000 + 28 * days }]);
    const reason = "member 'mira': 'timeout_until' is in Unix seconds, at most 28 days ahead";
    expect(until(1001 + 28 * days).reasons).toEqual({ users: [reason] });
    expect(until(Date.now()).reasons).toEqual({ users: [reason] });
  });

  test("a password hash of an older file is passed over", () => {
    const edit = (file: Loose) =>
      void Object.assign(file.mira, { password_hash: "$2b$…", validator: "x", a: 1 });
    expect(plan({ users: edit }).users).toEqual([{ ...member("mira", "user"), extra: { a: 1 } }]);
  });

  test.each(["password", "Password", "apiToken", "secret"])(
    "%p is refused with advice, whatever else the edit has; taken out again it is gone",
    (key) => {
      const before = stateWith({ users: [member("olga", "owner"), member("USR:local_mira", "user")] });
      const edit = (file: Loose) => void Object.assign(file["USR:local_mira"], { [key]: "hunter2", a: 1 });
      const { users, reasons } = plan({ users: edit }, before);
      expect(users).toEqual([]);
      expect(reasons.users).toEqual([
        `member 'USR:local_mira': '${key}' would stand here for all to read: take it out, and set a password with \`npm run cli -- user passwd mira\``,
      ]);
      const kept = { ...member("USR:local_mira", "user"), extra: { [key]: "hunter2" } };
      const out = (file: Loose) => void delete file["USR:local_mira"][key];
      const mended = plan({ users: out }, stateWith({ users: [member("olga", "owner"), kept] }));
      expect(mended.users).toMatchObject([{ extra: {} }]);
    },
  );

  test("names stay unique, and a swap of names is possible", () => {
    const local = (name: string) => ({ ...member(`USR:local_${name}`, "user"), nickname: name });
    const before = stateWith({ users: [member("olga", "owner"), local("ann"), local("bob")] });
    const same = (file: Loose) => {
      file["USR:local_ann"].username = "USR:local_BOB";
    };
    expect(plan({ users: same }, before).reasons.users?.[0]).toContain("have the same username");
    const swap = (file: Loose) => {
      file["USR:local_ann"].username = "USR:local_bob";
      file["USR:local_bob"].username = "USR:local_ann";
    };
    expect(plan({ users: swap }, before).users.map(({ username }) => username)).toEqual([
      "USR:local_bob",
      "USR:local_ann",
    ]);
  });
});

test("a file with a problem takes down what rests on it, and nothing else", () => {
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
  test("are kept as commands keep them", () => {
    const after = plan({
      users: (users) => {
        users.mira.nickname = "Mi\u200bra\u202e";
        users.mira.status = { status: "online", text: "\u202eaway" };
      },
    });
    expect(after.reasons).toEqual({});
    expect(after.users).toMatchObject([{ nickname: "Mira", status: { text: "away" } }]);
  });

  test("of nothing visible, or that look like others, are refused", () => {
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

  test("in another form of the same letters are no other names", () => {
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

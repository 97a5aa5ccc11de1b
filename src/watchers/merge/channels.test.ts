import { expect, test } from "bun:test";
import { channel, idOf, type Loose, plan, stateWith } from "../../../tests/support/planned-edits.ts";

const fresh = { type: "text", name: "new" };

test("new channels are where the file has them, whatever the server did meanwhile", () => {
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

test("a rename by command meanwhile is kept, and the edit applies to the same channel", () => {
  const now = stateWith({ channels: [channel(1, "renamed"), channel(2, "b"), channel(3, "c")] });
  const edit = (file: Loose) => {
    file[0].description = "x";
  };
  const result = plan({ channels: edit }, stateWith(), now);
  expect(result.channels.changed).toEqual([{ ...channel(1, "renamed"), description: "x" }]);
});

test("a channel that was deleted meanwhile stays deleted when another one is edited", () => {
  const now = stateWith({ channels: [channel(1, "a"), channel(2, "b")] });
  const edit = (file: Loose) => {
    file[0].description = "x";
  };
  expect(plan({ channels: edit }, stateWith(), now).channelNames).toEqual(["a", "b"]);
});

test("an ambiguous rename counts as leaving out and adding", () => {
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

test("of several hidden channels with a name the last one comes back with the entry's fields and its own type", () => {
  const hidden = [channel(8, "old"), { ...channel(9, "old"), description: "was" }];
  const entry = { type: "text", name: "old", permissions: { view: ["admin"] } };
  const { channels } = plan({ channels: (file) => void file.push(entry) }, stateWith(), stateWith(), hidden);
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

test("a changed order is reported", () => {
  const { channels } = plan({ channels: ([a, b, c]: Loose) => [c, a, b] });
  expect(channels.changes).toEqual(["order: c, a, b"]);
  expect(plan({ channels: ([, b, c]: Loose) => [b, c] }).channels.changes).toEqual(["a: hidden"]);
});

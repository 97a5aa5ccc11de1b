import { expect } from "bun:test";
import { once } from "node:events";
import { readFileSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Cast, give, leaves, type Rows, viewers } from "./cast.ts";

/** What no command does. */
export const otherwise = {
  "connections that end": {
    "one of two": async (cast) => {
      const second = await cast.join("nora");
      second.close();
      // Nobody is told, so this is only likely to come after it.
      await cast.nora.request("status_set", { status: "idle" });
    },
    "the only one, of somebody with a text": async (cast) => {
      const zoe = await cast.join("zoe");
      await zoe.request("status_set", { status: "dnd", text: "back on Monday" });
      await leaves(zoe, "zoe", cast);
    },
  },
  "a hand edit of db/users.json": {
    "a nickname": async (cast) => {
      const { id } = cast.mira.user;
      await edited(cast, "nickname_update", id, { nickname: "Mimi" });
    },
    "a role less, and with it a channel": async (cast) => {
      const lost = cast.mira.next("unreads_update");
      await edited(cast, "user_roles_get", `"Mimi"`, { roles: ["user"] });
      expect((await lost).channel).toBe("vault");
    },
  },
  // One list, instead of an event for each of them to everybody.
  "a role of more than a hundred": {
    "is theirs": async ({ town, olga, mira, nora }) => {
      await nora.request("status_set", { status: "invisible" });
      // More often than others are told of at once.
      for (let n = 0; n < 14; n++) await mira.request("status_set", { status: "dnd", text: `busy ${n}` });
      for (let n = 0; n < 101; n++) {
        const name = `crowd${n}`;
        (await town.join(name)).close();
        await give(olga, name, "cook", "user");
      }
    },
    "gets another name": async ({ mira, olga, cook }) => {
      const list = mira.next("users_list");
      await olga.request("role_update", { id: cook.id, name: "chef" });
      expect((await list).users.filter(({ roles }) => roles.includes("chef"))).toHaveLength(101);
    },
    goes: async ({ mira, olga, cook }) => {
      const list = mira.next("users_list");
      await olga.request("role_delete", { id: cook.id });
      expect((await list).users.filter(({ roles }) => roles.includes("chef"))).toEqual([]);
    },
  },
} satisfies Rows;

/** Changes mira by hand, once the file shows what came before; everybody has received it then. */
async function edited(
  cast: Cast,
  event: "nickname_update" | "user_roles_get",
  after: string,
  fields: object,
): Promise<void> {
  const path = join(cast.town.server.folder, "db", "users.json");
  // The server writes it a little later.
  const folder = watch(dirname(path));
  while (!readFileSync(path, "utf8").includes(after)) await once(folder, "change");
  folder.close();
  const received = Promise.all(Object.values(viewers(cast)).map((client) => client.next(event)));
  const members: Record<string, object> = JSON.parse(readFileSync(path, "utf8"));
  const { id } = cast.mira.user;
  writeFileSync(path, JSON.stringify({ ...members, [id]: { ...members[id], ...fields } }));
  await received;
}

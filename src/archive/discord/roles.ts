/** The roles of the new server, and below them those of Discord: names and colours without permissions. */
import { firstRoles } from "../../chat/first-content.ts";
import { roleColor, roleName } from "../../chat/names.ts";
import { limits } from "../../protocol/limits.ts";
import { shownName } from "../../text/shown.ts";
import { firstFreeName } from "../first-free-name.ts";
import { madeId } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Report } from "../report.ts";
import type { DiscordRole } from "./people.ts";

export interface Roles {
  /** The highest first. */
  readonly records: readonly RecordOf<"role">[];
  /** By the id on Discord. */
  readonly ids: ReadonlyMap<string, string>;
  /** By the id on Discord. */
  readonly names: ReadonlyMap<string, string>;
}

/** The id of a role that every server has, such as `user`. */
export const ownRoleId = (name: string): string => madeId("role", name);

export function rolesOf(found: ReadonlyMap<string, DiscordRole>, guild: string, report: Report): Roles {
  const own = firstRoles(() => "").map(({ name, description, color, hoisted, permissions }) => ({
    ...{ kind: "role" as const, id: ownRoleId(name), name, permissions: [...permissions] },
    ...(description !== null && { description }),
    ...(color !== null && { color }),
    ...(hoisted && { hoisted }),
  }));
  const taken = new Set(own.map(({ name }) => name));
  // Everybody on Discord has the role whose id is that of the server.
  const others = [...found.values()]
    .filter(({ id }) => id !== guild)
    .toSorted((a, b) => b.position - a.position);
  const room = limits.roles - own.length;
  for (const { name } of others.slice(room)) {
    report.skipped("role", `a server has at most ${limits.roles} roles`, name);
  }
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  const imported = others.slice(0, room).map((role): RecordOf<"role"> => {
    const name = firstFreeName(validName(role), (one) => taken.has(one.toLowerCase()));
    taken.add(name.toLowerCase());
    if (name !== role.name) report.repaired("role", "another name", `${role.name} is now ${name}`);
    const color = roleColor(role.color);
    const id = madeId("discord role", role.id);
    ids.set(role.id, id);
    names.set(role.id, name);
    return {
      kind: "role",
      id,
      name,
      ...("color" in color && color.color !== null && { color: color.color }),
    };
  });
  return { records: [...own.slice(0, -1), ...imported, ...own.slice(-1)], ids, names };
}

/** Code points, so that there is room for a number behind the name. */
const longest = 28;

function validName({ id, name }: DiscordRole): string {
  const plain = shownName(name.replaceAll("@", "")).replace(/^!+/, "");
  const found = roleName([...plain].slice(0, longest).join(""));
  return "name" in found ? found.name : `role-${id}`;
}

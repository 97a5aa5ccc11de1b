/**
 * Names that roles had before. The configuration names the roles of new members, and a rename over the wire can't
 * change that file. So an old name still means the role there, until another role takes the name.
 */
import { nameKey } from "../text/skeleton.ts";
import type { Role } from "./model.ts";
import type { RoleBook, RoleTable } from "./permissions.ts";

/** Names remembered of one role. */
const most = 20;

/** The role of this name, or the one that had it last. */
export function roleOnceNamed(name: string, { byId, byName }: RoleBook): Role | undefined {
  const key = nameKey(name);
  return byName.get(key) ?? [...byId.values()].find((role) => role.formerNames.includes(key));
}

/** All roles as they are after a change, with the names that some gave up in it; those that did not change as given. */
export function withFormerNames(after: readonly Role[], before: RoleTable): readonly Role[] {
  const taken = new Set(after.map(({ name }) => nameKey(name)));
  const holders = new Map([...before.values()].map(({ id, name }) => [nameKey(name), id]));
  return after.map((role) => {
    const last = nameKey(before.get(role.id)?.name ?? role.name);
    const names = [...role.formerNames.filter((name) => name !== last), last].filter(
      (name) => !taken.has(name) && (holders.get(name) ?? role.id) === role.id,
    );
    const same = names.join("\n") === role.formerNames.join("\n");
    return same ? role : { ...role, formerNames: names.slice(-most) };
  });
}

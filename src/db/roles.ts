/** Roles. A change of a role is one transaction with the members and channel lists that change with it. */
import type { Channel, Role, User } from "../chat/model.ts";
import { changeChannels } from "./channels.ts";
import { type Procedure, prepared, rows, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";
import type { RoleRow } from "./tables.ts";
import { changeUsers } from "./users.ts";

const upsert = prepared<{ [Column in keyof RoleRow]: RoleRow[Column] }>()((value) => {
  const columns = {
    name: value("name"),
    name_key: value("name_key"),
    description: value("description"),
    color: value("color"),
    hoisted: value("hoisted"),
    permissions: value("permissions"),
    self_assignable: value("self_assignable"),
    category: value("category"),
    position: value("position"),
    mentionable_by: value("mentionable_by"),
    gradient: value("gradient"),
    former_names: value("former_names"),
  };
  return sql
    .insertInto("roles")
    .values({ id: value("id"), ...columns })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(columns));
});
const deleteRow = prepared<{ id: string }>()((value) =>
  sql.deleteFrom("roles").where("id", "=", value("id")),
);
const allRows = prepared<Record<never, never>>()(() =>
  sql.selectFrom("roles").selectAll().orderBy("position"),
);

/** Roles as they are to be, with the members and channels that change with them. */
export interface RoleChange {
  /** Added or changed. */
  readonly roles: readonly Role[];
  readonly removed: readonly string[];
  readonly users: readonly User[];
  readonly channels: readonly Channel[];
}

export const changeRoles = write("roles.change", function* (input: RoleChange): Procedure<null> {
  yield* applyRoleChange(input);
  return null;
});

/** Part of larger changes: see `changeRoles`. */
export function* applyRoleChange(input: RoleChange): Procedure<void> {
  for (const id of input.removed) yield deleteRow({ id });
  // Names are unique: park each under its id first, so that two roles can swap names.
  for (const role of input.roles) yield upsert({ ...columns(role), name_key: `\u0000${role.id}` });
  for (const role of input.roles) yield upsert(columns(role));
  yield* requireThere({
    roles: [...new Set(input.roles.flatMap(({ mentionableBy }) => mentionableBy ?? []))],
  });
  yield* changeUsers(input.users);
  yield* changeChannels(input.channels);
}

export function* loadRoles(): Procedure<Role[]> {
  return (yield* rows(allRows({}))).map(decode);
}

function columns(role: Role): RoleRow {
  return {
    id: role.id,
    name: role.name,
    name_key: role.name.toLowerCase(),
    description: role.description,
    color: role.color,
    hoisted: Number(role.hoisted),
    permissions: JSON.stringify(role.permissions),
    self_assignable: Number(role.selfAssignable),
    category: role.category,
    position: role.position,
    mentionable_by: role.mentionableBy && JSON.stringify(role.mentionableBy),
    gradient: role.gradient && JSON.stringify(role.gradient),
    former_names: JSON.stringify(role.formerNames),
  };
}

function decode(stored: RoleRow): Role {
  return {
    id: stored.id,
    name: stored.name,
    description: stored.description,
    color: stored.color,
    hoisted: stored.hoisted !== 0,
    permissions: JSON.parse(stored.permissions),
    selfAssignable: stored.self_assignable !== 0,
    category: stored.category,
    position: stored.position,
    mentionableBy: stored.mentionable_by === null ? null : JSON.parse(stored.mentionable_by),
    gradient: stored.gradient === null ? null : JSON.parse(stored.gradient),
    formerNames: JSON.parse(stored.former_names),
  };
}

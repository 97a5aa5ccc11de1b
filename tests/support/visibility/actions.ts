/** What happens: random requests, most of them refused somewhere. */
import fc from "fast-check";
import { administrator, people, spareRoles } from "./world.ts";

export const rolesToHold = [...spareRoles, "user"];
const entries = [...rolesToHold, "owner", ...rolesToHold.map((role) => `!${role}`)];

const person = fc.constantFrom(...people);
/** Most threads and polls can be changed only by their creator and the owner. */
const personOrOwner = fc.constantFrom("olga", ...people);
const role = fc.constantFrom(...spareRoles);
const some = fc.nat(20);
const view = fc.uniqueArray(fc.constantFrom(...entries), { maxLength: 4 });
const one = <Name extends string>(name: Name) => fc.constant(name);

const roles = fc.uniqueArray(fc.constantFrom(...rolesToHold), { minLength: 1 });
const type = fc.constantFrom("text" as const, "forum" as const);
const ofThread = ["thread_join", "thread_leave", "thread_update", "thread_delete", "thread_get"] as const;

export const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: one("give"), person, roles }) },
  { weight: 1, arbitrary: fc.record({ do: one("role_create"), role }) },
  { weight: 1, arbitrary: fc.record({ do: one("role_delete"), role }) },
  { weight: 1, arbitrary: fc.record({ do: one("role_update"), role }) },
  { weight: 2, arbitrary: fc.record({ do: one("create"), view, type }) },
  { weight: 3, arbitrary: fc.record({ do: one("lists"), room: some, view }) },
  { weight: 1, arbitrary: fc.record({ do: one("rename"), room: some }) },
  { weight: 1, arbitrary: fc.record({ do: one("move"), room: some, to: some }) },
  { weight: 1, arbitrary: fc.record({ do: one("delete_room"), room: some }) },
  { weight: 8, arbitrary: fc.record({ do: one("say"), person, room: some, calling: some, reply: some }) },
  { weight: 3, arbitrary: fc.record({ do: one("edit"), person, message: some, calling: some }) },
  { weight: 2, arbitrary: fc.record({ do: one("unsay"), person, message: some }) },
  { weight: 3, arbitrary: fc.record({ do: one("start"), person, room: some }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom(...ofThread), person: personOrOwner, thread: some }),
  },
  { weight: 3, arbitrary: fc.record({ do: one("mark"), person, message: some, how: some }) },
  { weight: 3, arbitrary: fc.record({ do: one("poll"), person: personOrOwner, room: some }) },
  { weight: 5, arbitrary: fc.record({ do: one("vote"), person, poll: some, option: some }) },
  { weight: 1, arbitrary: fc.record({ do: one("end"), person: personOrOwner, poll: some }) },
  { weight: 3, arbitrary: fc.record({ do: one("type"), person, room: some }) },
  { weight: 4, arbitrary: fc.record({ do: one("read"), person, room: some }) },
  { weight: 3, arbitrary: fc.record({ do: one("ack"), person, room: some, message: some }) },
  {
    weight: 10,
    arbitrary: fc.record({ do: one("look"), person, room: some, message: some, how: fc.nat(100) }),
  },
  { weight: 1, arbitrary: fc.record({ do: one("list"), person }) },
);
export type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** A member asks for something at the very moment in which their roles change. */
export const loss = fc.record({ person, roles, room: some, thing: some, how: fc.nat(500) });
export type Loss = typeof loss extends fc.Arbitrary<infer Value> ? Value : never;

/** What a role may, whenever it is made: none of it leads past a channel's lists. */
export function roleFields(name: string): { name: string; permissions: string[] } {
  return { name, permissions: name === administrator ? ["administrator"] : [] };
}

import type { Role } from "./model.ts";

/** A role without permissions, which shows nothing but its name. @param position 0 is the highest */
export function blankRole(id: string, name: string, position: number): Role {
  return {
    id,
    name,
    description: null,
    color: null,
    gradient: null,
    hoisted: false,
    permissions: [],
    selfAssignable: false,
    category: null,
    position,
    mentionableBy: null,
    formerNames: [],
  };
}

/** A naive evaluator of roles, channels and the right to view them. It uses nothing from src/. */

export const people = ["mira", "nora", "paul"] as const;
export const spareRoles = ["r0", "r1", "r2", "r3"] as const;

export interface Room {
  /** In every name and every message of this channel, and nowhere else. */
  readonly marker: string;
  readonly name: string;
  readonly view: readonly string[];
  readonly type: "text" | "forum";
}

export interface World {
  /** User to role names. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly roles: ReadonlySet<string>;
  readonly rooms: readonly Room[];
}

export function mayView(world: World, user: string, room: Room): boolean {
  const held = world.holders.get(user) ?? [];
  if (held.includes("owner")) return true;
  let allowed = false;
  for (const role of held) {
    if (room.view.includes(`!${role}`)) return false;
    if (room.view.includes(role)) allowed = true;
  }
  return allowed;
}

export function roomOf(world: World, marker: string): Room | undefined {
  return world.rooms.find((room) => room.marker === marker);
}

/** The spare role that has the permission `administrator`. */
export const administrator = "r3";

/** Of a channel that is gone nobody sees anything. */
export function sees(world: World, user: string, marker: string): boolean {
  const room = roomOf(world, marker);
  return room !== undefined && mayView(world, user, room);
}

/** Does the user hold every permission that a role can give? */
export function manages({ holders }: World, user: string): boolean {
  return holders.get(user)?.some((role) => role === "owner" || role === administrator) ?? false;
}

export function namesFor(world: World, user: string): string[] {
  return world.rooms.filter((room) => mayView(world, user, room)).map(({ name }) => name);
}

/** Of which channels a text speaks by name. */
export function markersOf(text: string): string[] {
  return [...new Set(text.match(/zq\d+x/g) ?? [])];
}

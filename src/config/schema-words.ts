/** What keys of the schema have in common. */

/** In a generated file the key stands with its default, or with another value where the two differ. */
export function written<T>(absent: T, generated: T = absent) {
  return { default: absent, generated };
}

/** Keys that members may change while the server runs; see `changedBy` in schema.ts. */
export const byManagers = { changedBy: "manage_server" };
export const byOwners = { changedBy: "owner" };

export const large = 1_000_000_000;
export const imageSide = { minimum: 1, maximum: 20_000 };
export const days = { minimum: 0, maximum: 36_500 };
/** Of a list that each connection is told of, or that members change. */
export const shortList = { maxItems: 100 };
export const text = { maxLength: 2000 };

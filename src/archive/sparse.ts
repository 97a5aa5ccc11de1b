/** Fields that have a value. */

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], null | undefined> };

/**
 * Leaves out what is null, undefined, false, or an empty list or object: in a record, an absent field says the same.
 *
 * @example sparse({ locked: false, category: null, size: 0 }) // { size: 0 }
 */
export function sparse<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => isPresent(value)),
  ) as Present<Fields>;
}

function isPresent(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

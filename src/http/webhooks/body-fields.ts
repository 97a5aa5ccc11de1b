/** Reading bodies that programs outside send: any field may be missing, or of another type. */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object of that name; an empty one if there is none. */
export function object(from: Fields, name: string): Fields {
  const value = own(from, name);
  return isFields(value) ? value : {};
}

/** The objects in the list of that name. */
export function objects(from: Fields, name: string): readonly Fields[] {
  const value = own(from, name);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The text of that name, a number as text; "" if there is none. */
export function text(from: Fields, name: string): string {
  const value = own(from, name);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function isTrue(from: Fields, name: string): boolean {
  return own(from, name) === true;
}

function own(from: Fields, name: string): unknown {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

/** At most so many code points, the last one `…` where something was left out. */
export function shortened(value: string, most: number): string {
  const characters = [...value.slice(0, most * 2 + 2)];
  return characters.length <= most && value.length <= most * 2 + 2
    ? value
    : `${characters.slice(0, most - 1).join("")}…`;
}

/** Without the fields that hold "", undefined or an empty list: embeds leave out what is not there. */
export function filled(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** The address if it is an http or https one, else "". */
export function httpOnly(url: string): string {
  return /^https?:\/\//i.test(url) ? url : "";
}

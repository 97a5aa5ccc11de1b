interface Endings {
  /** Are tried before numbers. */
  readonly endings?: readonly string[];
  /** Stands before a number. */
  readonly mark?: string;
}

/**
 * The name itself, or with the first ending that makes it free: one of those that are given, then `-2`, `-3` and so on.
 *
 * @example firstFreeName("Tea", (name) => taken.has(name.toLowerCase())) // "Tea-2"
 */
export function firstFreeName(
  name: string,
  isTaken: (name: string) => boolean,
  { endings = [], mark = "-" }: Endings = {},
): string {
  for (const ending of ["", ...endings]) if (!isTaken(name + ending)) return name + ending;
  for (let number = 2; ; number++) {
    const numbered = `${name}${mark}${number}`;
    if (!isTaken(numbered)) return numbered;
  }
}

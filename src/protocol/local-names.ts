/** Ids and usernames of local accounts, as everybody sees them. */
export const localPrefix = "USR:local_";

/** Could this text, in any case, be meant as the id or username of a local account? */
export function looksLocal(text: string): boolean {
  return text.toLowerCase().startsWith(localPrefix.toLowerCase());
}

/** The username of a local account as people type it; any other name as it is. */
export function withoutPrefix(name: string): string {
  return name.startsWith(localPrefix) ? name.slice(localPrefix.length) : name;
}

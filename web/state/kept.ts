/** What the page keeps in this browser. A browser that forbids it keeps nothing, and the page works all the same. */
const prefix = "originchats:";

/** Servers behind one host, each under a path of its own, keep apart. */
const place = `${prefix}${location.pathname.replace(/[^/]*$/, "")}:`;

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(place + name);
  } catch {
    return null;
  }
}

/** Null removes it. */
export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(place + name);
    else localStorage.setItem(place + name, value);
  } catch {
    // Full or forbidden.
  }
}

/** For drafts. */
export const keptTexts = {
  getItem: (name: string) => kept(name),
  setItem: (name: string, value: string) => keep(name, value),
  removeItem: (name: string) => keep(name, null),
};

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

/** Removes all whose names begin so. */
export function forgetAll(beginning: string): void {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(place + beginning)) localStorage.removeItem(name);
  } catch {
    // Forbidden.
  }
}

/** Calls back when another tab removes this one. */
export function whenRemoved(name: string, task: () => void): void {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === place + name && newValue === null) task();
  });
}

/** The name under which the page keeps what has this key in `localStorage`. Null: it is another program's. */
export function keptName(key: string | null): string | null {
  return key?.startsWith(place) ? key.slice(place.length) : null;
}

/** For drafts. */
export const keptTexts = {
  getItem: (name: string) => kept(name),
  setItem: (name: string, value: string) => keep(name, value),
  removeItem: (name: string) => keep(name, null),
};

/** Texts that were begun and not sent, by place, kept where the caller says: `localStorage` fits. */

export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Drafts {
  /** Empty when there is none. */
  of(place: string): string;
  /** An empty text removes it. */
  keep(place: string, text: string): void;
  /** Takes the text from the storage again, where another tab has changed it. */
  reread(place: string): void;
}

/**
 * A storage that is full or forbidden loses drafts, and nothing else.
 *
 * @param prefix begins each key, such as `drafts:mira:`
 */
export function createDrafts(storage: DraftStorage, prefix: string): Drafts {
  const kept = new Map<string, string>();
  return {
    of(place) {
      const known = kept.get(place);
      if (known !== undefined) return known;
      try {
        return storage.getItem(prefix + place) ?? "";
      } catch {
        return "";
      }
    },
    keep(place, text) {
      kept.set(place, text);
      try {
        if (text === "") storage.removeItem(prefix + place);
        else storage.setItem(prefix + place, text);
      } catch {
        // Until the page is closed, it is in `kept`.
      }
    },
    reread: (place) => void kept.delete(place),
  };
}

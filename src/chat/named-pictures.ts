/** The server's custom emojis, or its stickers, as they are in memory: without the pictures. */
import type { NamedPicture } from "./model.ts";

export interface NamedPictures {
  /** The oldest first. */
  readonly byId: ReadonlyMap<number, NamedPicture>;
  byFile(fileName: string): NamedPicture | undefined;
  /** In any case. */
  byName(name: string): NamedPicture | undefined;
}

export interface MutableNamedPictures extends NamedPictures {
  /** One that is new or changed. */
  keep(picture: NamedPicture): void;
  drop(id: number): void;
}

export function createNamedPictures(initial: readonly NamedPicture[]): MutableNamedPictures {
  const byId = new Map<number, NamedPicture>();
  const byFile = new Map<string, NamedPicture>();
  const byName = new Map<string, NamedPicture>();

  function forget(id: number): void {
    const before = byId.get(id);
    if (!before) return;
    byFile.delete(before.fileName);
    byName.delete(before.name.toLowerCase());
  }

  function keep(picture: NamedPicture): void {
    forget(picture.id);
    byId.set(picture.id, picture);
    byFile.set(picture.fileName, picture);
    byName.set(picture.name.toLowerCase(), picture);
  }

  for (const picture of initial) keep(picture);
  return {
    byId,
    byFile: (fileName) => byFile.get(fileName),
    byName: (name) => byName.get(name.toLowerCase()),
    keep,
    drop(id) {
      forget(id);
      byId.delete(id);
    },
  };
}

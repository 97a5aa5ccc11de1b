/** Where records come from. */
import type { ArchiveRecord } from "./records.ts";

export interface ArchiveSource {
  /** Tells this source from others, so that a broken off import goes on only with the same one. */
  readonly id: string;
  /** In words, for people: such as `an archive`. */
  readonly what: string;
  /** For the progress: messages that will come. Null: it isn't known. */
  readonly messages: number | null;
  /** All records, in the order of `recordKinds`. They may be asked for once. */
  records(): AsyncIterable<ArchiveRecord> | Iterable<ArchiveRecord>;
  /** Path of a file that a record names; null: it is missing. */
  file(name: string): string | null;
}

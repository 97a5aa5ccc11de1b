/** A place for the content of files: a folder, or a bucket of an object store. It knows hashes and bytes, no names. */
export interface BlobPlace {
  /** Bytes of the blob that is there; null: it isn't. */
  size(hash: string): Promise<number | null>;
  /**
   * Takes over a finished file. Durable when it resolves; before that, nobody sees a part of it.
   *
   * @param file its path; afterwards it may be there or not
   */
  put(hash: string, file: string): Promise<void>;
  /** The bytes, read only as they are sent. @param size as `size` said */
  body(hash: string, size: number): BlobBody;
  /** Where the blob lies, or would lie, as a file of this machine; null: elsewhere. */
  path(hash: string): string | null;
  /** Removes the blob; none is fine. */
  remove(hash: string): Promise<void>;
  /** The hashes of everything that is there, for checks. */
  list(): AsyncIterable<string>;
}

/** The bytes of a blob as the body of a response. */
export interface BlobBody {
  readonly size: number;
  /** @param end exclusive */
  slice(start: number, end: number): Blob | ReadableStream<Uint8Array>;
}

/** SHA-256 in hexadecimal: nothing else becomes a path. */
export const hashPattern = /^[0-9a-f]{64}$/;

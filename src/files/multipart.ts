/** Multipart bodies (RFC 7578), read as a stream: files are handed on as they come, texts are short. */
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import type { IncomingFile } from "./incoming.ts";

export interface MultipartLimits {
  readonly files: number;
  /** Bytes of each file. */
  readonly fileBytes: number;
  /** Bytes of each text. */
  readonly textBytes: number;
}

export interface MultipartFile {
  /** Name of the part. */
  readonly field: string;
  /** As the sender calls it; "" when it has no name. */
  readonly name: string;
  readonly file: IncomingFile;
}

export interface MultipartForm {
  /** The texts that are complete; of several with one name, the first. */
  readonly fields: ReadonlyMap<string, string>;
  /** In the order of the body; complete after `end`. */
  readonly files: readonly MultipartFile[];
  /** A file is larger than the limit. */
  readonly isTooLarge: boolean;
  /** Reads on. Resolves when the bytes are written. Returns what is wrong, for people, or null. */
  push(chunk: Uint8Array): Promise<string | null>;
  /** No more comes. Resolves when all files are written. Returns what is wrong, or null. */
  end(): Promise<string | null>;
  /** Removes the files, also those that are not complete. */
  discard(): Promise<void>;
}

const mostFields = 32;
const notMultipart = "The body is not valid multipart/form-data";

/**
 * @param contentType of the body, with its boundary
 * @param open makes a file for a part
 * @returns null: the content type has no usable boundary
 */
export function createMultipartForm(
  contentType: string,
  limits: MultipartLimits,
  open: () => Promise<IncomingFile>,
): MultipartForm | null {
  const fields = new Map<string, string>();
  const files: MultipartFile[] = [];
  const streams: BusboyFileStream[] = [];
  /** Bytes of the streams that are written. */
  const done = new Map<BusboyFileStream, number>();
  /** One for each file, in the order of the body. */
  const written: Promise<MultipartFile>[] = [];
  let wake = () => {};
  let isTooLarge = false;
  let problem: string | null = null;
  const complain = (what: string) => {
    problem ??= what;
    wake();
  };
  const parser = parserFor(contentType, limits);
  if (!parser) return null;

  async function take(field: string, name: string, stream: BusboyFileStream): Promise<MultipartFile> {
    const taken = { field, name, file: await open() };
    files.push(taken);
    for await (const bytes of stream) {
      await taken.file.write(bytes);
      done.set(stream, (done.get(stream) ?? 0) + bytes.length);
      wake();
    }
    return taken;
  }

  /** Waits until everything is written that the parser has handed on. */
  async function drained(): Promise<void> {
    while (
      problem === null &&
      streams.some((stream) => !stream.destroyed && stream.bytesRead > (done.get(stream) ?? 0))
    ) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  parser.on("file", (field, stream, name) => {
    streams.push(stream);
    // A body that ends too early. Nobody may be reading the stream yet.
    stream.on("error", () => complain(notMultipart));
    stream.on("limit", () => {
      isTooLarge = true;
    });
    const taken = take(field, name ?? "", stream);
    // A file that can't be written is found in `end`; until then the rest of the body must not wait for it.
    taken.catch(() => stream.resume()).finally(() => wake());
    written.push(taken);
  });
  parser.on("field", (name, value, isNameCut, isValueCut) => {
    if (isNameCut || isValueCut) complain(`A text is longer than ${limits.textBytes} bytes`);
    else if (!fields.has(name)) fields.set(name, value);
  });
  parser.on("filesLimit", () => complain(`There are more than ${limits.files} files`));
  parser.on("fieldsLimit", () => complain(`There are more than ${mostFields} texts`));
  parser.on("partsLimit", () => complain("There are too many parts"));
  const finished = new Promise<void>((resolve) => {
    parser.on("finish", resolve);
    parser.on("error", () => {
      complain(notMultipart);
      for (const stream of streams) stream.destroy();
      resolve();
    });
  });

  return {
    fields,
    files,
    get isTooLarge() {
      return isTooLarge;
    },
    async push(chunk) {
      if (problem === null) {
        const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        const taken = new Promise<void>((resolve) => parser.write(bytes, () => resolve()));
        await Promise.race([taken, finished]);
        await drained();
      }
      return problem;
    },
    async end() {
      parser.end();
      await finished;
      if (problem !== null) return problem;
      files.splice(0, files.length, ...(await Promise.all(written)));
      return problem;
    },
    async discard() {
      for (const stream of streams) stream.destroy();
      await Promise.allSettled(written);
      await Promise.all(files.map(({ file }) => file.discard()));
    },
  };
}

function parserFor(contentType: string, { files, fileBytes, textBytes }: MultipartLimits) {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: {
        files,
        fileSize: fileBytes,
        fields: mostFields,
        fieldNameSize: 200,
        fieldSize: textBytes,
        parts: files + mostFields,
        headerPairs: 20,
        headerSize: 8192,
      },
    });
  } catch {
    return null;
  }
}

/** Attachments of messages: those that lie in the folder come along, others stay as an address in the text. */
import { fileName } from "../../chat/attachments.ts";
import { httpUrl } from "../../chat/names.ts";
import { limits } from "../../protocol/limits.ts";
import { factsOf } from "../reading/file-facts.ts";
import { fieldsOf, listOf, madeId, someText } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Report } from "../report.ts";
import type { DiscordFolder } from "./folder.ts";

type ArchivedAttachment = NonNullable<RecordOf<"message">["attachments"]>[number];

export interface Attachments {
  readonly files: readonly ArchivedAttachment[];
  /** Lines for the text, one for each file that did not come along. */
  readonly lines: readonly string[];
}

/** The name of the file in the folder that an export's address means; null: it isn't there. */
export function localName(folder: Pick<DiscordFolder, "file">, url: unknown): string | null {
  const text = someText(url);
  if (text === undefined || text.length > 4096 || text.includes("://") || text.includes("\0")) return null;
  const name = text.replaceAll("\\", "/");
  return [name, decoded(name)].find((one) => one !== null && folder.file(one) !== null) ?? null;
}

function decoded(name: string): string | null {
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}

/** @param message.at Unix seconds */
export function attachmentsOf(
  value: unknown,
  message: { readonly id: string; readonly author: string; readonly at: number },
  folder: Pick<DiscordFolder, "file">,
  report: Report,
): Attachments {
  const files: ArchivedAttachment[] = [];
  const lines: string[] = [];
  for (const [index, item] of listOf(value)
    .slice(0, limits.attachments * 2)
    .entries()) {
    const { url, fileName: given } = fieldsOf(item);
    const name = fileName(someText(given) ?? "file");
    const file = localName(folder, url);
    const path = file === null ? null : folder.file(file);
    if (file !== null && path !== null) {
      files.push({
        id: madeId("discord attachment", message.id, index),
        uploader: message.author,
        name,
        ...factsOf(path),
        createdAt: message.at,
        file,
      });
      continue;
    }
    const link = httpUrl(url, 2048);
    lines.push(link ?? `(file: ${name})`);
    if (link === null)
      report.repaired("message", "the file of an attachment is not in the folder", `${message.id} ${name}`);
  }
  return { files, lines };
}

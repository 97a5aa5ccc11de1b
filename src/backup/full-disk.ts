/** What a full disk means for people. */
import { explain } from "../db/sqlite/database.ts";
import { errorText } from "../text/error-text.ts";

/** Names the folder that has no space. Other errors stay as they are. */
export function explainFullDisk(error: unknown, folder: string): unknown {
  return /ENOSPC|disk is full/.test(errorText(error)) ? explain(error, folder) : error;
}

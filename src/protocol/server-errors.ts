/** Errors of the server's settings. */
import type { ErrorEntry } from "./error-entry.ts";

export const serverErrors = {
  config_invalid: {
    text: "The configuration was not changed: {problem}",
    when: "The configuration would be no good one with these values, or config.json has a problem already.",
  },
  config_unwritable: {
    text: "The configuration was not changed: its file could not be written ({reason})",
    when: "config.json could not be replaced: a full disk or missing rights, for example, or people who edit it at this moment.",
  },
} as const satisfies Record<string, ErrorEntry>;

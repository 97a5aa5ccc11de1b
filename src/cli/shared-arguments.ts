/** Arguments and options that several commands of the table have. */
import type { CommandArgument, CommandOption } from "./command-table.ts";

export const memberArgument: CommandArgument = {
  name: "NAME",
  summary: "an id, a username, or the plain name of an account of this server (bob for USR:local_bob)",
};

export const reasonOption: CommandOption = {
  type: "text",
  summary: "shown to the person and kept in the audit log, at most 500 characters",
};

/** The part of a list that is shown. @param usual the limit when none is given */
export function pageOptions(usual: string) {
  return {
    limit: { type: "number", summary: `show at most this many (default ${usual})` },
    offset: { type: "number", summary: "skip this many at the beginning" },
  } as const;
}

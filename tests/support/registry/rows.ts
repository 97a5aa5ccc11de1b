/**
 * One row for each command, in files called like the folders of src/handlers. The tests that walk the registry read
 * them: what nobody may learn of (tests/out-of-sight.test.ts, tests/visibility.test.ts), what must not be found after
 * its deletion (tests/unreachable.test.ts), and what happens at random (tests/dangling.test.ts).
 */
import { auth } from "./auth.ts";
import { channels } from "./channels.ts";
import { messages } from "./messages.ts";
import { moderation } from "./moderation.ts";
import { polls } from "./polls.ts";
import { reminders } from "./reminders.ts";
import { roles } from "./roles.ts";
import type { AnyRow, Rows } from "./row.ts";
import { scheduled } from "./scheduled.ts";
import { server } from "./server.ts";
import { threads } from "./threads.ts";
import { unreads } from "./unreads.ts";
import { users } from "./users.ts";

/** Fails to compile while a command has no row. */
const all: Rows = {
  ...auth,
  ...channels,
  ...messages,
  ...moderation,
  ...polls,
  ...reminders,
  ...roles,
  ...scheduled,
  ...server,
  ...threads,
  ...unreads,
  ...users,
};

export const rows: Readonly<Record<string, AnyRow>> = all;

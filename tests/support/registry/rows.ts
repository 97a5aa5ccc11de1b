/**
 * The rows of all commands, from the files of tests/support/commands. Tests of every command read them: what is hidden
 * stays hidden (tests/out-of-sight.test.ts, tests/visibility.test.ts), what is deleted is not found
 * (tests/unreachable.test.ts), and random commands leave a sound store (tests/dangling.test.ts).
 */
import * as attachments from "../commands/attachments.ts";
import * as auth from "../commands/auth.ts";
import * as bots from "../commands/bots.ts";
import * as channels from "../commands/channels.ts";
import * as emojis from "../commands/emojis.ts";
import * as invites from "../commands/invites.ts";
import * as messages from "../commands/messages.ts";
import * as moderation from "../commands/moderation.ts";
import * as plugins from "../commands/plugins.ts";
import * as polls from "../commands/polls.ts";
import * as push from "../commands/push.ts";
import * as reminders from "../commands/reminders.ts";
import * as roles from "../commands/roles.ts";
import * as scheduled from "../commands/scheduled.ts";
import * as server from "../commands/server.ts";
import * as sessions from "../commands/sessions.ts";
import * as slash from "../commands/slash.ts";
import * as stickers from "../commands/stickers.ts";
import * as threads from "../commands/threads.ts";
import * as unreads from "../commands/unreads.ts";
import * as users from "../commands/users.ts";
import * as voice from "../commands/voice.ts";
import * as webhooks from "../commands/webhooks.ts";
import type { AnyRow, Rows } from "./row.ts";

/** Fails to compile while a command has no row in tests/support/commands. */
const all: Rows = {
  ...attachments.rows,
  ...auth.rows,
  ...bots.rows,
  ...channels.rows,
  ...emojis.rows,
  ...messages.rows,
  ...moderation.rows,
  ...plugins.rows,
  ...polls.rows,
  ...push.rows,
  ...reminders.rows,
  ...roles.rows,
  ...scheduled.rows,
  ...server.rows,
  ...invites.rows,
  ...sessions.rows,
  ...slash.rows,
  ...stickers.rows,
  ...threads.rows,
  ...unreads.rows,
  ...users.rows,
  ...voice.rows,
  ...webhooks.rows,
};

export const rows: Readonly<Record<string, AnyRow>> = all;

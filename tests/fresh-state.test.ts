/**
 * A state fetched earlier, with the events since applied, equals a state fetched now: for every command and every
 * kind of viewer. Each command has a row of actions, also refused ones; after each action every viewer's kept
 * state is compared with a fresh fetch. A new command is a type error here until it has a row.
 *
 * No row asks for these cases, where the wire is not enough:
 * - A channel that can be viewed again comes with its list alone, so the model closes its history instead of showing
 *   one with a gap.
 * - Messages carry names, so a rename also renames the messages of a former member who had that name. A member who
 *   comes back under another name is not announced as renamed if another member has had the old name since.
 *
 * Each fetch also marks its messages as read, so unread counts are compared before, with `unreads_get`.
 *
 * The rows are in tests/support/commands, in files called like the folders of src/handlers.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { commands } from "../src/handlers/registry.gen.ts";
import * as attachments from "./support/commands/attachments.ts";
import * as auth from "./support/commands/auth.ts";
import * as bots from "./support/commands/bots.ts";
import * as channels from "./support/commands/channels.ts";
import * as emojis from "./support/commands/emojis.ts";
import * as invites from "./support/commands/invites.ts";
import * as messages from "./support/commands/messages.ts";
import * as moderation from "./support/commands/moderation.ts";
import * as plugins from "./support/commands/plugins.ts";
import * as polls from "./support/commands/polls.ts";
import * as push from "./support/commands/push.ts";
import * as reminders from "./support/commands/reminders.ts";
import * as roles from "./support/commands/roles.ts";
import * as scheduled from "./support/commands/scheduled.ts";
import * as server from "./support/commands/server.ts";
import * as sessions from "./support/commands/sessions.ts";
import * as slash from "./support/commands/slash.ts";
import * as stickers from "./support/commands/stickers.ts";
import * as threads from "./support/commands/threads.ts";
import * as unreads from "./support/commands/unreads.ts";
import * as users from "./support/commands/users.ts";
import * as voice from "./support/commands/voice.ts";
import * as webhooks from "./support/commands/webhooks.ts";
import { type Actions, openCast } from "./support/fresh-state/cast.ts";
import { holds } from "./support/fresh-state/holds.ts";
import { otherwise } from "./support/fresh-state/otherwise.ts";

// Thirty servers, on a machine that may be busy.
setDefaultTimeout(120_000);

/** What changes something. */
const changing = {
  ...attachments.changing,
  ...auth.changing,
  ...bots.changing,
  ...channels.changing,
  ...emojis.changing,
  ...messages.changing,
  ...moderation.changing,
  ...push.changing,
  ...reminders.changing,
  ...scheduled.changing,
  ...polls.changing,
  ...roles.changing,
  ...invites.changing,
  ...sessions.changing,
  ...server.changing,
  ...slash.changing,
  ...stickers.changing,
  ...threads.changing,
  ...unreads.changing,
  ...users.changing,
  ...voice.changing,
  ...webhooks.changing,
};

/** What leaves every state the very same value. */
const reading = {
  ...attachments.reading,
  ...bots.reading,
  ...channels.reading,
  ...emojis.reading,
  ...messages.reading,
  ...moderation.reading,
  ...push.reading,
  ...reminders.reading,
  ...scheduled.reading,
  ...plugins.reading,
  ...polls.reading,
  ...roles.reading,
  ...server.reading,
  ...invites.reading,
  ...sessions.reading,
  ...slash.reading,
  ...stickers.reading,
  ...threads.reading,
  ...unreads.reading,
  ...users.reading,
  ...voice.reading,
  ...webhooks.reading,
};

/** Fails to compile while a command has no row in tests/support/commands. */
const rows: Readonly<Record<keyof typeof commands, Actions>> = {
  ...changing,
  ...reading,
  ...plugins.refusing,
};

test("every command has a row", () => {
  expect(Object.keys(rows).toSorted()).toEqual(Object.keys(commands).toSorted());
});

describe("kept state and fetched state agree, for every viewer, through", () => {
  test.each(Object.entries<Actions>(changing))("%s", async (name, actions) => {
    await using cast = await openCast();
    if (name === "owner_claim") auth.leaveOwnerless(cast);
    // A row that never does what it is called would show nothing.
    expect(await holds(cast, actions)).toContain(name);
  });

  test.each(Object.entries<Actions>(otherwise))("%s", async (_name, actions) => {
    await using cast = await openCast();
    await holds(cast, actions);
  });
});

test("refusals change nothing for anybody", async () => {
  await using cast = await openCast();
  for (const actions of Object.values<Actions>(plugins.refusing)) await holds(cast, actions, "nothing");
});

test("nothing changes for anybody by reading, asking and typing", async () => {
  await using cast = await openCast();
  for (const [name, actions] of Object.entries<Actions>(reading)) {
    expect(await holds(cast, actions, "nothing")).toContain(name);
  }
});

/** What members planned: at its time a scheduled message is posted, and a reminder is sent to its user. */
import type { Perform } from "../actions/perform.ts";
import { tellReminders } from "../actions/reminders/remind.ts";
import { type PostingForMembers, postDue } from "../actions/scheduled/post-due.ts";
import { type Emission, isEvent } from "../chat/emission.ts";
import type { State } from "../chat/state.ts";
import { dueReminders, dueRemindersOf, type Reminder } from "../db/reminders.ts";
import { dueScheduled } from "../db/scheduled.ts";
import type { Store } from "../db/store.ts";
import { reminderAdd } from "../protocol/events.ts";

export interface PlannedParts {
  readonly state: State;
  readonly store: Pick<Store, "read">;
  readonly perform: Perform;
  /** What posting for members needs, as it is now. */
  posting(): PostingForMembers;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Planned {
  /** Called about once a second. */
  tick(): Promise<void>;
  /** Called with all events. */
  told(events: readonly Emission[]): void;
}

/** Rows of one read; the next ones follow a second later. */
const pageSize = 100;

export function createPlanned({ state, store, perform, posting, now }: PlannedParts): Planned {
  let isBusy = false;
  /** The place in the order of reminders by time: those up to it were sent, or wait for the login of their user. */
  let cursor = { at: 0, id: "" };
  /** Ids of the reminders that were read last. */
  let page: ReadonlySet<string> = new Set();
  /** Reminders that were stored when the cursor was past them already: by id, their user. */
  const late = new Map<string, string>();
  /** Users who were offline when the time of a reminder came. */
  const absent = new Set<string>();

  async function post(): Promise<void> {
    const due = await store.read(dueScheduled({ now: now() / 1000, limit: pageSize }));
    await Promise.all(
      due.map(
        (scheduled) =>
          new Promise<void>((ended) =>
            perform({ name: "scheduled_post", decide: () => postDue(posting(), scheduled), ended }),
          ),
      ),
    );
  }

  async function remind(): Promise<void> {
    const seconds = now() / 1000;
    // The clock was set back: reminders between the two times come again at their time.
    if (seconds < cursor.at) cursor = { at: seconds, id: "" };
    const query = { after: cursor.at, id: cursor.id, now: seconds, limit: pageSize };
    const due = [...(await store.read(dueReminders(query)))];
    const newest = due.at(-1);
    if (newest) {
      cursor = { at: newest.remindAt, id: newest.id };
      page = new Set(due.map(({ id }) => id));
    }
    for (const [id, user] of late) {
      late.delete(id);
      const own = await store.read(dueRemindersOf({ user, now: seconds }));
      due.push(...own.filter((reminder) => reminder.id === id));
    }
    send(due.filter(isHere));
    const back = [...absent].filter((user) => state.connections(user) > 0);
    for (const { user } of due) if (state.connections(user) === 0) absent.add(user);
    for (const user of back) {
      absent.delete(user);
      send(await store.read(dueRemindersOf({ user, now: seconds })));
    }
  }

  const isHere = ({ user }: Reminder) => state.connections(user) > 0;

  function send(reminders: readonly Reminder[]): void {
    if (reminders.length === 0) return;
    perform({ name: "reminders_due", decide: () => tellReminders(reminders, state) });
  }

  function isPassed({ remind_at: at, id }: { readonly remind_at: number; readonly id: string }): boolean {
    return (at < cursor.at || (at === cursor.at && id <= cursor.id)) && !page.has(id);
  }

  return {
    async tick() {
      if (isBusy) return;
      isBusy = true;
      try {
        await post();
        await remind();
      } catch {
        // The server is stopping, or the database is out of order. Requests report that.
      } finally {
        isBusy = false;
      }
    },
    told(events) {
      for (const event of events) {
        if (!isEvent(event, reminderAdd) || event.to.kind !== "user") continue;
        const { reminder } = event.packet;
        if (isPassed(reminder)) late.set(reminder.id, event.to.user);
      }
    },
  };
}

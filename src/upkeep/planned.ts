/** What members planned: scheduled messages are posted and reminders are told when their time comes. */
import type { Perform } from "../actions/perform.ts";
import { tellReminders } from "../actions/reminders/remind.ts";
import { type PostingForMembers, postDue } from "../actions/scheduled/post-due.ts";
import type { State } from "../chat/state.ts";
import { dueReminders, dueRemindersOf, type Reminder } from "../db/reminders.ts";
import { dueScheduled } from "../db/scheduled.ts";
import type { Store } from "../db/store.ts";

export interface PlannedParts {
  readonly state: State;
  readonly store: Pick<Store, "read">;
  readonly perform: Perform;
  /** What posting for members needs, as it is now. */
  posting(): PostingForMembers;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Rows that are looked at in one go; the next ones follow a second later. */
const atOnce = 100;

/** @returns what is called about once a second */
export function createPlanned({ state, store, perform, posting, now }: PlannedParts): () => Promise<void> {
  let isBusy = false;
  /** The reminder up to which all were told, or left for the login of their user. */
  let last = { at: 0, id: "" };
  /** Users who were offline when the time of a reminder came. */
  const absent = new Set<string>();

  async function post(): Promise<void> {
    const due = await store.read(dueScheduled({ now: now() / 1000, limit: atOnce }));
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
    const due = await store.read(dueReminders({ after: last.at, id: last.id, now: seconds, limit: atOnce }));
    const newest = due.at(-1);
    if (newest) last = { at: newest.remindAt, id: newest.id };
    tell(due.filter(isHere));
    const back = [...absent].filter((user) => state.connections(user) > 0);
    for (const { user } of due) if (state.connections(user) === 0) absent.add(user);
    for (const user of back) {
      absent.delete(user);
      tell(await store.read(dueRemindersOf({ user, now: seconds })));
    }
  }

  const isHere = ({ user }: Reminder) => state.connections(user) > 0;

  function tell(reminders: readonly Reminder[]): void {
    if (reminders.length === 0) return;
    perform({ name: "reminders_due", decide: () => tellReminders(reminders, state) });
  }

  return async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await post();
      await remind();
    } catch {
      // Stopping, or the database is out of order, which whatever reads something is told.
    } finally {
      isBusy = false;
    }
  };
}

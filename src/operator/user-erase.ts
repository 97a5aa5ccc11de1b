import { answer } from "../actions/answer.ts";
import {
  beginErasing,
  endErasedMembership,
  eraseInAudit,
  eraseInRoom,
  eraseRest,
} from "../actions/members/erase.ts";
import { carryOut } from "../actions/perform.ts";
import { tracesOf } from "../db/erase-user.ts";
import { roomOf } from "../db/positions.ts";
import { createBatchSize } from "../limiting/batch-size.ts";
import { isFailure } from "../protocol/errors.ts";
import {
  decided,
  type OperatorParts,
  operatorRecord,
  operatorWording,
  type Problem,
  problem,
  worldOf,
} from "./parts.ts";
import { findPerson } from "./person.ts";

export interface Erasure {
  /** The author that the user's messages have now. */
  readonly as: string;
  /** Own messages that stay, without their author. */
  readonly kept: number;
  readonly deleted: number;
  /** Other messages that named the user: in a reply, a mention, a reaction or a vote. */
  readonly others: number;
  /** Entries of the audit log. */
  readonly audit: number;
}

/** Messages, and entries of the audit log, that are looked at in one step. */
const page = 2000;
const auditPage = 500;

/**
 * Erases a member or former member. What was done stays when the process is killed, and the command can be given again
 * by the same id or name.
 */
export async function userErase(
  parts: OperatorParts,
  { name, messages = false }: { readonly name: string; readonly messages?: boolean },
): Promise<Erasure | Problem> {
  const person = findPerson(name, parts.state);
  if ("problem" in person) return person;
  const user = person.id;
  const ended = await endMembership(parts, user);
  if (ended && "problem" in ended) return ended;
  const erased = { user, as: `erased:${parts.newId().slice(-12)}` };
  const begun = await carryOut<object>(parts.perform, "user_erase", () =>
    beginErasing(erased.as, parts.now()),
  );
  if (isFailure(begun)) return problem(begun);
  const counts = await eraseMessages(parts, erased, messages);
  if ("problem" in counts) return counts;
  let audit = 0;
  for (let after = 0; ; ) {
    const step = await carryOut<{ done: { changed: number; last: number } | null }>(
      parts.perform,
      "user_erase",
      () => eraseInAudit(erased, after, auditPage),
    );
    if (isFailure(step)) return problem(step);
    const { done } = step;
    if (done === null) break;
    audit += done.changed;
    after = done.last;
  }
  const record = operatorRecord(parts, "user_erase", null, { messages: messages ? "deleted" : "kept" });
  const rest = await carryOut<{ isErased: boolean }>(parts.perform, "user_erase", () =>
    eraseRest(erased, record),
  );
  if (isFailure(rest)) return problem(rest);
  if (!rest.isErased) return { problem: `'${name}' came back meanwhile; erase them again` };
  return { as: erased.as, ...counts, audit };
}

async function endMembership(parts: OperatorParts, id: string): Promise<object | Problem | null> {
  if (!parts.state.users.has(id)) return null;
  return decided<object>(parts, "user_erase", () => {
    const target = parts.state.users.get(id);
    if (!target) return { reply: {} };
    return operatorWording(
      answer(endErasedMembership(worldOf(parts), target), () => ({ reply: {} })),
      target,
    );
  });
}

async function eraseMessages(
  { read, perform, state, elapsed }: OperatorParts,
  erased: { readonly user: string; readonly as: string },
  deletes: boolean,
): Promise<{ kept: number; deleted: number; others: number } | Problem> {
  const batch = createBatchSize({ least: 5, most: 200, target: 20 });
  const counts = { kept: 0, deleted: 0, others: 0 };
  for (let after = 0; ; ) {
    const traces = await read(tracesOf({ user: erased.user, after, limit: page }));
    if (traces === null) return counts;
    after = traces.last;
    for (let keys = traces.keys; keys.length > 0; ) {
      const room = roomOf(keys[0] ?? 0);
      const other = keys.findIndex((key) => roomOf(key) !== room);
      const some = keys.slice(0, Math.min(batch.size, other < 0 ? keys.length : other));
      keys = keys.slice(some.length);
      const began = elapsed();
      const done = await carryOut<{ own: number; deleted: number }>(perform, "user_erase", () =>
        eraseInRoom(erased, some, deletes, state),
      );
      if (isFailure(done)) return problem(done);
      if (some.length === batch.size) batch.took(elapsed() - began);
      counts.kept += done.own - done.deleted;
      counts.deleted += done.deleted;
      counts.others += some.length - done.own;
    }
  }
}

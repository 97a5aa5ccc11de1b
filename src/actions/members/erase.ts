/** Erases a user: the membership ends, then messages lose their author, then the rest goes. */
import type { User } from "../../chat/model.ts";
import { isLastOwner } from "../../chat/ownership.ts";
import { placeOfRoom } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import type { AuditRecord } from "../../db/audit.ts";
import {
  beginErasure,
  type Erased,
  eraseFromAudit,
  eraseFromMessages,
  finishErasure,
} from "../../db/erase-user.ts";
import { roomOf } from "../../db/positions.ts";
import { removeUser } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { severalDeleted } from "../messages/several-deleted.ts";
import { commit } from "../outcome.ts";
import type { World } from "../world.ts";
import { departure } from "./member-events.ts";

/** The name that erased users have in their messages. */
export const erasedName = "Deleted user";

/** Like a deletion of the account, without a record, which would name them. */
export function endErasedMembership({ state, now }: World, target: User) {
  if (isLastOwner(target, state)) return fail("last_owner");
  // Without their record they would be free to come back.
  if (target.bannedAt !== null) return fail("member_banned");
  return commit(removeUser({ id: target.id, now: now / 1000 }), () =>
    departure(target, "Your account was deleted", fail("account_deleted")),
  );
}

/** @param as id of the author that takes the user's place */
export function beginErasing(as: string, now: number) {
  const username = erasedName;
  return commit(beginErasure({ as, name: username, now: now / 1000 }), () => ({
    changes: [{ type: "former", id: as, username } as const],
    reply: {},
  }));
}

/** @param keys of messages in one room */
export function eraseInRoom(erased: Erased, keys: readonly number[], deletes: boolean, state: State) {
  const room = roomOf(keys[0] ?? 0);
  return commit(eraseFromMessages({ ...erased, keys, deletes }), ({ own, deleted, newest }) => {
    const reply = { own, deleted: deleted.length };
    const place = placeOfRoom(room, state);
    if (!place || deleted.length === 0) return { reply };
    return { ...severalDeleted(place, deleted, newest), reply };
  });
}

/** Takes the user out of a page of the audit log. The reply says where the next one begins; null: there is none. */
export function eraseInAudit(erased: Erased, after: number, limit: number) {
  const written = eraseFromAudit({ ...erased, name: erasedName, after, limit });
  return commit(written, (done) => ({ reply: { done } }));
}

/** The last step. The reply says whether the user is erased, or came back meanwhile. */
export function eraseRest(erased: Erased, record: AuditRecord | null) {
  const { user, as } = erased;
  return commit(finishErasure({ ...erased, record }), (isErased) => ({
    changes: isErased ? [{ type: "user_erased", id: user, as } as const] : [],
    reply: { isErased },
  }));
}

/** Carries out a hand edit: plans it on what the server has now, stores it, applies it, announces it. */
import type { Change, State } from "../chat/state.ts";
import type { Problem } from "../config/document.ts";
import { hiddenChannels } from "../db/channels.ts";
import { type AppliedEdit, applyEdit, type Edit } from "../db/hand-edit.ts";
import type { Store } from "../db/store.ts";
import type { Dispatch } from "../gateway/dispatch.ts";
import { announceEdit } from "./announce.ts";
import { type EditedFiles, type FileName, fileNames, type Plan, planEdit, withIds } from "./plan.ts";

export interface TakeOverParts {
  readonly state: State;
  readonly store: Store;
  readonly dispatch: Pick<Dispatch, "exclusively" | "publish">;
  newId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface TakenOver {
  /** Null when nothing was stored. */
  readonly plan: Plan | null;
  readonly refused: ReadonlyMap<FileName, readonly Problem[]>;
}

/** Runs alone among changes of members, roles and channels, so that none comes between plan and store. */
export function takeOver(edited: EditedFiles, parts: TakeOverParts): Promise<TakenOver> {
  return new Promise((resolve, reject) => {
    parts.dispatch.exclusively((done) => {
      takeOverNow(edited, parts).then(resolve, reject).finally(done);
    });
  });
}

async function takeOverNow(edited: EditedFiles, parts: TakeOverParts): Promise<TakenOver> {
  const { state, store, newId } = parts;
  const hidden = edited.channels ? await store.read(hiddenChannels({})) : [];
  const now = parts.now() / 1000;
  const { plan, refused } = planEdit(edited, { state, hidden, newId, now });
  if (!plan.rolesChanged && !plan.channelsChanged && plan.users.length === 0) return { plan, refused };
  return new Promise((resolve) => {
    store.commit(applyEdit(storedForm(plan, state, now)), (applied, failure) => {
      if (failure) {
        const problem = { line: null, reason: `the database refused it: ${failure.reason}` };
        const names = fileNames.filter((name) => edited[name] !== undefined);
        return resolve({ plan: null, refused: new Map(names.map((name) => [name, [problem]])) });
      }
      publish(plan, applied ?? { ids: [], shown: [] }, parts, now);
      resolve({ plan, refused });
    });
  });
}

function storedForm(
  { roles, rolesChanged, channels, channelsChanged, users }: Plan,
  state: State,
  now: number,
): Edit {
  return {
    roles: rolesChanged ? roles : { roles: [], removed: [] },
    users,
    bans: users.flatMap(({ id, bannedAt }) => {
      if (bannedAt === (state.users.get(id)?.bannedAt ?? null)) return [];
      return [{ id, ban: bannedAt === null ? null : { at: bannedAt, by: null, reason: null } }];
    }),
    channels: {
      changed: channels.changed,
      removed: [],
      added: channels.added,
      hidden: channels.hidden.map(({ id }) => id),
      shown: channels.shown.map(({ channel }) => channel),
      order: channelsChanged ? channels.channels.map(({ id }) => (id < 0 ? { added: -1 - id } : { id })) : [],
      now,
    },
    renamed: channels.changed
      .filter(({ id, name }) => state.channelById(id)?.name !== name)
      .map(({ id }) => id),
  };
}

function publish(
  plan: Plan,
  { ids, shown }: AppliedEdit,
  { state, dispatch }: Pick<TakeOverParts, "state" | "dispatch">,
  now: number,
): void {
  const { events, effects, afterwards } = announceEdit(plan, shown, state, now);
  const changes: Change[] = [];
  if (plan.users.length > 0) changes.push({ type: "users", users: plan.users });
  if (plan.rolesChanged) changes.push({ type: "roles", roles: plan.roles.roles });
  if (plan.channelsChanged) changes.push({ type: "channels", channels: withIds(plan.channels, ids) });
  for (const { channel, tail } of plan.channels.shown) {
    changes.push({ type: "tail", room: channel.id, tail });
  }
  dispatch.publish({ changes, events, effects, afterwards });
}

/** Carries out a hand edit: plans it on the present state, stores it, applies it, and sends the events. */
import { commit, type Outcome } from "../actions/outcome.ts";
import { type Decision, decideAlone, type Perform } from "../actions/perform.ts";
import type { Change, State } from "../chat/state.ts";
import type { Problem } from "../config/document.ts";
import { hiddenChannels } from "../db/channels.ts";
import { type AppliedEdit, applyEdit, type Edit } from "../db/hand-edit.ts";
import type { Store } from "../db/store.ts";
import { isFailure } from "../protocol/errors.ts";
import { announceEdit } from "./announce.ts";
import { type EditedFiles, type FileName, fileNames, type Plan, planEdit, withIds } from "./plan.ts";

export interface TakeOverParts {
  readonly state: State;
  readonly store: Store;
  readonly perform: Perform;
  newId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface TakenOver {
  /** Null when nothing was stored. */
  readonly plan: Plan | null;
  readonly refused: ReadonlyMap<FileName, readonly Problem[]>;
}

/**
 * Runs alone among changes of members, roles and channels, so that none comes between plan and store.
 *
 * @throws when the database can't be read
 */
export async function takeOver(edited: EditedFiles, parts: TakeOverParts): Promise<TakenOver> {
  const taken = await decideAlone(parts.perform, "hand_edit", () => decide(edited, parts));
  if (isFailure(taken)) throw new Error(taken.val);
  return taken;
}

async function decide(edited: EditedFiles, parts: TakeOverParts): Promise<Decision<TakenOver>> {
  const { state, store, newId } = parts;
  const hidden = edited.channels ? await store.read(hiddenChannels({})) : [];
  const now = parts.now() / 1000;
  const { plan, refused } = planEdit(edited, { state, hidden, newId, now });
  if (!plan.rolesChanged && !plan.channelsChanged && plan.users.length === 0) {
    return { reply: { plan, refused } };
  }
  return commit<AppliedEdit, Decision<TakenOver>, Decision<TakenOver>>(
    applyEdit(storedForm(plan, state, now)),
    (applied) => ({ ...outcomeOf(plan, applied, state, now), reply: { plan, refused } }),
    ({ reason }) => {
      const problem = { line: null, reason: `the database refused it: ${reason}` };
      const names = fileNames.filter((name) => edited[name] !== undefined);
      return { reply: { plan: null, refused: new Map(names.map((name) => [name, [problem]])) } };
    },
  );
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

function outcomeOf(plan: Plan, { ids, shown }: AppliedEdit, state: State, now: number): Outcome {
  const changes: Change[] = [];
  if (plan.users.length > 0) changes.push({ type: "users", users: plan.users });
  if (plan.rolesChanged) changes.push({ type: "roles", roles: plan.roles.roles });
  if (plan.channelsChanged) changes.push({ type: "channels", channels: withIds(plan.channels, ids) });
  for (const { channel, tail } of plan.channels.shown) {
    changes.push({ type: "tail", room: channel.id, tail });
  }
  return { changes, ...announceEdit(plan, shown, state, now) };
}

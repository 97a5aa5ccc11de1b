/** Edits of the data files of a small server, planned without one: what tests/hand-edits.test.ts would take too long for. */
import { firstChannel, firstRoles } from "../../src/chat/first-content.ts";
import type { Channel, Role, User } from "../../src/chat/model.ts";
import { createState, type State } from "../../src/chat/state.ts";
import { readDocument } from "../../src/config/document.ts";
import { channelsText } from "../../src/watchers/merge/channels.ts";
import type { Edited } from "../../src/watchers/merge/edited.ts";
import { rolesText } from "../../src/watchers/merge/roles.ts";
import { createUsersText } from "../../src/watchers/merge/users.ts";
import { type EditedFiles, type FileName, fileNames, planEdit } from "../../src/watchers/plan.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test edits files of any shape
export type Loose = any;

let ids = 0;
export const newId = () => `id-${++ids}`;
export const roles = firstRoles(newId);
export const idOf = (name: string) => roles.find((role) => role.name === name)?.id ?? "";
const { roles: book } = createState({ users: [], former: [], roles, channels: [], threads: [] });

export function member(id: string, ...names: string[]): User {
  return {
    id,
    username: id,
    nickname: null,
    roles: names.map(idOf),
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: 1,
    bannedAt: null,
    timeoutUntil: null,
    extra: {},
  };
}

export function channel(id: number, name: string): Channel {
  return { ...firstChannel(book), id, name, description: null };
}

export function stateWith(
  change: { users?: User[]; channels?: Channel[]; roles?: readonly Role[] } = {},
): State {
  return createState({
    users: change.users ?? [member("olga", "owner", "user"), member("mira", "user")],
    former: [],
    roles: change.roles ?? roles,
    channels: (change.channels ?? [channel(1, "a"), channel(2, "b"), channel(3, "c")]).map((one) => ({
      channel: one,
      tail: null,
    })),
    threads: [],
  });
}

const texts = { roles: rolesText, channels: channelsText, users: createUsersText() };

/** Plans edits that were made on the files of `before`, on the server as it is `now`. */
export function plan(
  edits: { readonly [Name in FileName]?: (value: Loose) => Loose },
  before = stateWith(),
  now = before,
  hidden: readonly Channel[] = [],
) {
  const edited: { [Name in FileName]?: Edited } = {};
  for (const name of fileNames) {
    const edit = edits[name];
    if (!edit) continue;
    const base = JSON.parse(texts[name](before));
    const value = JSON.parse(texts[name](before));
    const document = readDocument(JSON.stringify(edit(value) ?? value));
    if ("problems" in document) throw new Error("no document");
    edited[name] = { document, base, baseIds: before.channels.map(({ id }) => id) };
  }
  const files: EditedFiles = edited;
  const result = planEdit(files, {
    state: now,
    hidden: hidden.map((one) => ({ channel: one, tail: null })),
    newId,
    now: 1000,
  });
  return {
    ...result.plan,
    reasons: Object.fromEntries(
      [...result.refused].map(([name, problems]) => [name, problems.map(({ reason }) => reason)]),
    ),
    roleNames: result.plan.roles.roles.map(({ name }) => name),
    channelNames: result.plan.channels.channels.map(({ name }) => name),
  };
}

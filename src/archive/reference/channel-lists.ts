/** The permissions of roles in a channel, as the reference server reads `permissions`, and where this server differs. */
import { blankRole } from "../../chat/blank-role.ts";
import { mayInChannel, OWNER, USER } from "../../chat/permissions.ts";
import { isFields } from "../../config/document.ts";
import { type ChannelAction, channelActions } from "../../protocol/permissions.ts";
import { textsOf } from "../reading/values.ts";

/** By action, names of roles; `!name` blocks one. */
export type ChannelLists = Readonly<Record<ChannelAction, readonly string[]>>;

const lists = <List>(of: (action: ChannelAction) => List) =>
  Object.fromEntries(channelActions.map((action) => [action, of(action)])) as Record<ChannelAction, List>;

/** Nobody but owners. */
export const nobody: ChannelLists = lists((): readonly string[] => []);

/** What a missing list means where others are there. */
const whenMissing: Readonly<Partial<Record<ChannelAction, readonly string[]>>> = {
  delete_own: [USER],
  edit_own: [USER],
  react: [USER],
};

interface ListContext {
  readonly isSeparator: boolean;
  /** Name of the role that members have. */
  readonly defaultRole: string;
  note(problem: string): void;
}

/** All eight lists, with what the reference server takes for those that are missing. */
export function explicitLists(value: unknown, { isSeparator, defaultRole, note }: ListContext): ChannelLists {
  const given = isFields(value) ? value : {};
  if (value !== undefined && value !== null && !isFields(value)) note("permissions that are not an object");
  for (const key of Object.keys(given)) {
    if (key !== "deny" && !channelActions.some((action) => action === key))
      note(`permissions for the unknown action ${key}`);
  }
  return lists((action) => {
    const list = given[action];
    if (Array.isArray(list)) {
      if (textsOf(list).length < list.length) note(`an entry of \`${action}\` that is not text`);
      return textsOf(list);
    }
    if (list !== undefined && list !== null) note(`\`${action}\` is not a list`);
    if (action !== "view") return whenMissing[action] ?? [];
    if (isSeparator) return [defaultRole];
    note("no list for `view`: nobody saw it, now owners do");
    return [];
  });
}

/** Actions for which the reference server knows no `!`. */
const plainActions: ReadonlySet<ChannelAction> = new Set(["react", "edit_own", "delete_own", "pin"]);

/** What the reference server decides: the first of the user's own roles that the list names. */
export function referenceLets(
  list: readonly string[],
  held: readonly string[],
  action: ChannelAction,
): boolean {
  if (plainActions.has(action))
    return (
      held.some((role) => list.includes(role)) ||
      (action === "pin" && list.length === 0 && held.includes(OWNER))
    );
  for (const role of held) {
    if (list.includes(`!${role}`)) return false;
    if (list.includes(role)) return true;
  }
  return false;
}

/** Names serve as ids. */
const owners = new Map([[OWNER, blankRole(OWNER, OWNER, 0)]]);

/** What this server decides: a blocked role wins, and owners always pass. */
export function thisServerLets(list: readonly string[], held: readonly string[]): boolean {
  const rules = list.map((entry) => {
    const blocks = entry.startsWith("!");
    return { role: blocks ? entry.slice(1) : entry, blocks };
  });
  const permissions = { lists: lists(() => rules), deny: [] };
  return mayInChannel({ roles: held }, owners, { permissions }, "view");
}

export interface AccessChange {
  readonly channel: string;
  readonly action: ChannelAction;
  /** User names; at most 20 of each. */
  readonly gains: readonly string[];
  readonly losses: readonly string[];
  readonly gainCount: number;
  readonly lossCount: number;
}

interface Channel {
  readonly name: string;
  readonly lists: ChannelLists;
}
interface Member {
  readonly username: string;
  readonly roles: readonly string[];
}

const mostNames = 20;

/** Channels where members may do more or less than on the reference server. Owners are left out: they may do all. */
export function accessChanges(channels: readonly Channel[], members: readonly Member[]): AccessChange[] {
  // Members with the same roles in the same order are let in alike.
  const groups = Map.groupBy(members, ({ roles }) => JSON.stringify(roles));
  return channels.flatMap(({ name, lists: byAction }) =>
    channelActions.flatMap((action) => {
      const gains: string[] = [];
      const losses: string[] = [];
      for (const group of groups.values()) {
        const held = group[0]?.roles ?? [];
        if (held.includes(OWNER)) continue;
        const before = referenceLets(byAction[action], held, action);
        const after = thisServerLets(byAction[action], held);
        if (before !== after) (after ? gains : losses).push(...group.map(({ username }) => username));
      }
      if (gains.length + losses.length === 0) return [];
      return {
        channel: name,
        action,
        gains: gains.slice(0, mostNames),
        losses: losses.slice(0, mostNames),
        gainCount: gains.length,
        lossCount: losses.length,
      };
    }),
  );
}

/** What can be allowed and forbidden in a channel, and how a list says so. */
import type { WireChannel } from "../../../client/index.ts";

export type Lists = WireChannel["permissions"];
export type Rule = "allowed" | "blocked" | "unset";

const ofType = {
  text: ["view", "send", "react", "edit_own", "delete_own", "delete", "pin"],
  forum: ["view", "create_thread", "send", "react", "edit_own", "delete_own", "delete", "pin"],
  voice: ["view"],
  separator: ["view"],
} as const satisfies Record<string, readonly string[]>;

export type ChannelAction = (typeof ofType)["forum"][number];

export function actionsOf(type: string): readonly ChannelAction[] {
  return Object.hasOwn(ofType, type) ? ofType[type as keyof typeof ofType] : ofType.text;
}

export function ruleOf(lists: Lists, action: string, role: string): Rule {
  const list = lists[action] ?? [];
  if (list.includes(`!${role}`)) return "blocked";
  return list.includes(role) ? "allowed" : "unset";
}

/** The lists with another rule for a role. */
export function withRule(lists: Lists, action: string, role: string, rule: Rule): Lists {
  const others = (lists[action] ?? []).filter((entry) => entry !== role && entry !== `!${role}`);
  const own = { allowed: [role], blocked: [`!${role}`], unset: [] }[rule];
  return { ...lists, [action]: [...others, ...own] };
}

/** Allowed, then blocked, then neither again. */
export function nextRule(rule: Rule): Rule {
  return { unset: "allowed", allowed: "blocked", blocked: "unset" }[rule] as Rule;
}

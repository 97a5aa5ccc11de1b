/**
 * Everybody whom the files name: members, people who left, names that bridges and the server itself wrote under. Old
 * files call people by name, newer ones by id.
 */
import { looksLikeId } from "../reading/values.ts";

/** How a name was understood, in the order in which it is tried. */
export const rules = {
  member: "the id of a member",
  server: "the server itself or a plugin",
  bridge: "somebody on Discord",
  username: "the user name of one member, in any case",
  legacy: "a name of the first servers, which no member has now",
  departed: "the id of somebody who left",
  name: "the name of somebody who left",
} as const;
export type Rule = keyof typeof rules;

export interface Person {
  /** As records name them: a user id, or a plain name. */
  readonly id: string;
  /** What they are called if no record says more. */
  readonly name: string;
  /** `member` for members, whatever they were called. */
  readonly rule: Rule;
  /** In the order in which they were met first; for tables. */
  readonly index: number;
  /** Unix seconds of their first message, or null. */
  firstAt: number | null;
  /** Something is kept under their id that needs a user: a reaction, a vote, a thread. */
  isNeeded: boolean;
}

export interface People {
  /**
   * Whom a text means.
   *
   * @param bridged the message that it stands in came over a bridge
   */
  named(text: string, bridged?: boolean): Person;
  /** By which rule `named` finds them. */
  ruleOf(text: string, bridged?: boolean): Rule;
  at(index: number): Person | undefined;
  readonly all: readonly Person[];
  /** How often each rule was used for authors. */
  readonly uses: Record<Rule, number>;
}

export interface Known {
  /** Ids of members. */
  readonly members: ReadonlySet<string>;
  /** By user name in lower case; null: several members have it. */
  readonly byName: ReadonlyMap<string, string | null>;
  /** By the key of the oldest entries in lower case: the member that it means now, or null. */
  readonly legacy: ReadonlyMap<string, string | null>;
}

/** Authors that the server and its plugins wrote under, in exactly this spelling. */
const serverAuthors: ReadonlySet<string> = new Set(["originChats", "OriginChats", "AutoMod"]);

export function createPeople({ members, byName, legacy }: Known): People {
  type Found = { readonly person: Person; readonly rule: Rule };
  const foundHere = new Map<string, Found>();
  const foundOnBridge = new Map<string, Found>();
  const byId = new Map<string, Person>();
  const all: Person[] = [];
  const uses: Record<Rule, number> = {
    member: 0,
    server: 0,
    bridge: 0,
    username: 0,
    legacy: 0,
    departed: 0,
    name: 0,
  };

  function understand(text: string, bridged: boolean): Pick<Person, "id" | "rule"> {
    if (members.has(text)) return { id: text, rule: "member" };
    if (serverAuthors.has(text)) return { id: text, rule: "server" };
    if (bridged || text.startsWith("discord-")) return { id: text, rule: "bridge" };
    const lower = text.toLowerCase();
    const namesake = byName.get(lower);
    if (namesake) return { id: namesake, rule: "username" };
    if (legacy.has(lower)) return { id: legacy.get(lower) ?? lower, rule: "legacy" };
    return { id: text, rule: looksLikeId(text) ? "departed" : "name" };
  }

  function person({ id, rule }: Pick<Person, "id" | "rule">, name: string): Person {
    // A member stays one under whatever name.
    const key = members.has(id) ? id : `${rule} ${id}`;
    const known = byId.get(key);
    if (known) return known;
    const made = {
      id,
      name,
      rule: members.has(id) ? ("member" as const) : rule,
      index: all.length,
      firstAt: null,
      isNeeded: false,
    };
    byId.set(key, made);
    all.push(made);
    return made;
  }

  function lookUp(text: string, bridged: boolean) {
    const found = bridged ? foundOnBridge : foundHere;
    const known = found.get(text);
    if (known) return known;
    const understood = understand(text, bridged);
    const made = { person: person(understood, text), rule: understood.rule };
    found.set(text, made);
    return made;
  }

  return {
    named: (text, bridged = false) => lookUp(text, bridged).person,
    ruleOf: (text, bridged = false) => lookUp(text, bridged).rule,
    at: (index) => all[index],
    all,
    uses,
  };
}

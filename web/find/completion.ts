/** What can follow in a search at the place where the cursor is. */
import {
  folded,
  hasValues,
  type SearchOperator,
  type SearchPart,
  searchOperator,
  searchOperators,
  searchParts,
} from "../../client/index.ts";
import { nameOfMember, shownName } from "../state/names.ts";
import { channels, people } from "../state/people.ts";
import { shownChannelName } from "../state/places.ts";
import { t } from "./texts/texts.ts";

export interface Completion {
  readonly text: string;
  readonly note: string;
  /** Takes the place of the part at the cursor. */
  readonly insert: string;
}

export interface Completions {
  readonly offers: readonly Completion[];
  /** The part that is replaced. */
  readonly start: number;
  readonly end: number;
  /** An operator waits for its value, so Enter takes the first one. */
  readonly isValue: boolean;
}

const most = 8;

export function completionsAt(text: string, cursor: number): Completions | null {
  const part = searchParts(text).find(({ start, end }) => start < cursor && cursor <= end);
  if (!part || part.end !== cursor) return null;
  const sign = part.isNot ? "-" : "";
  if (part.operator !== null) {
    const values = valuesOf(part.operator, part);
    // It stands there already.
    if (values.some(({ insert }) => `${sign}${insert}` === part.text)) return null;
    const offers = values.map((each) => ({ ...each, insert: `${sign}${each.insert} ` }));
    return { offers, start: part.start, end: part.end, isValue: true };
  }
  const word = part.text.replace(/^-/, "").toLowerCase();
  if (word === "") return null;
  const offers = searchOperators
    .filter((name) => name.startsWith(word) || t().operator(name).toLowerCase().startsWith(word))
    .map((name) => ({ text: `${name}:`, note: t().operatorHint(name), insert: `${sign}${name}:` }));
  return { offers, start: part.start, end: part.end, isValue: false };
}

function valuesOf(operator: SearchOperator, { value }: SearchPart): Completion[] {
  const offer = (text: string, note: string, inserted = text): Completion => ({
    text,
    note,
    insert: searchOperator(operator, inserted),
  });
  const wanted = folded(value.replace(/^[@#]&?/, ""));
  const fits = (...names: readonly string[]) => names.some((name) => folded(name).includes(wanted));
  switch (operator) {
    case "from":
      return members(fits).map(({ name, username }) => offer(name, noteOf(name, username), username));
    case "mentions": {
      const roles = [...(people.value?.roles.keys() ?? [])].filter((name) => fits(name)).slice(0, 3);
      return [
        ...members(fits).map(({ name, username }) => offer(name, noteOf(name, username), username)),
        ...roles.map((name) => offer(name, t().aRole)),
      ].slice(0, most);
    }
    case "in":
      return channels.value
        .filter(({ type }) => type === "text" || type === "forum")
        .filter((channel) => fits(channel.name, shownChannelName(channel)))
        .slice(0, most)
        .map((channel) =>
          offer(shownChannelName(channel), noteOf(shownChannelName(channel), channel.name), channel.name),
        );
    case "has":
      return hasValues
        .filter((kind) => fits(kind, t().has(kind)))
        .map((kind) => offer(`has:${kind}`, t().has(kind), kind));
    case "before":
    case "after":
      return [0, 1, 7, 30, 365]
        .map((days) => ({ days, date: dayBefore(days) }))
        .filter(({ days, date }) => fits(date, t().daysAgo(days)))
        .map(({ days, date }) => offer(date, t().daysAgo(days)));
    case "pinned":
      return [offer("true", t().pinnedOnly), offer("false", t().notPinned)].filter(({ text }) => fits(text));
  }
}

function noteOf(name: string, written: string): string {
  return name === written ? "" : written;
}

function members(fits: (...names: readonly string[]) => boolean) {
  const found: { name: string; username: string }[] = [];
  for (const member of people.value?.members.values() ?? []) {
    const name = nameOfMember(member);
    const username = shownName(member.username);
    if (fits(name, username)) found.push({ name, username });
    if (found.length >= 200) break;
  }
  const collator = new Intl.Collator();
  return found.sort((a, b) => collator.compare(a.name, b.name)).slice(0, most);
}

/** As the server reads days: in UTC. */
function dayBefore(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

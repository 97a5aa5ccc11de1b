import { useComputed } from "@preact/signals";
import { accessOf, isPrivate, type WireUser } from "../../client/index.ts";
import { nameOfMember } from "../state/names.ts";
import { type People, people } from "../state/people.ts";
import { place } from "../state/places.ts";
import { t } from "../texts/texts.ts";
import { MemberItem } from "./member-item.tsx";

interface Group {
  readonly name: string;
  readonly members: readonly WireUser[];
}

/**
 * Members by their highest hoisted role, then the others who are online, then those who are not. Beside a private
 * channel only those who see it.
 */
export function MemberList() {
  const current = people.value;
  // Null for all others, so that going from one to the other draws nothing anew.
  const restricted = useComputed(() =>
    place.value && isPrivate(place.value) ? place.value.permissions : null,
  );
  const permissions = restricted.value;
  if (!current) return null;
  const sees = ({ roles }: WireUser) => permissions === null || accessOf(roles, permissions, "view").allowed;
  return (
    <div class="member-groups">
      {groupsOf(current, sees).map(({ name, members }) => (
        <section key={name} aria-label={name}>
          <h2>
            {name} <span class="count">{members.length}</span>
          </h2>
          <ul>
            {members.slice(0, mostShown).map((member) => (
              <MemberItem key={member.id} member={member} />
            ))}
            {members.length > mostShown && <li class="quiet">+ {members.length - mostShown}</li>}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Members of one group in the list. Thousands of rows would slow down the whole page. */
const mostShown = 200;

function groupsOf({ members, roles }: People, isShown: (member: WireUser) => boolean): Group[] {
  const hoisted = [...roles.values()].filter((role) => role.hoisted).sort((a, b) => a.position - b.position);
  const groups = new Map<string, WireUser[]>(hoisted.map(({ name }) => [name, []]));
  const online: WireUser[] = [];
  const offline: WireUser[] = [];
  for (const member of members.values()) {
    if (!isShown(member)) continue;
    const isOffline = member.status.status === "offline" || member.status.status === "invisible";
    const role = hoisted.find(({ name }) => member.roles.includes(name));
    (isOffline ? offline : ((role && groups.get(role.name)) ?? online)).push(member);
  }
  const collator = new Intl.Collator();
  return [...groups, [t().online, online] as const, [t().offline, offline] as const]
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => ({
      name,
      members: list.sort((a, b) => collator.compare(nameOfMember(a), nameOfMember(b))),
    }));
}

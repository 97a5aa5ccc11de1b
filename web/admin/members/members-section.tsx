import { useSignal } from "@preact/signals";
import type { WireUser } from "../../../client/index.ts";
import { nameOfMember, shownName } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { unlessUnsaved } from "../../state/screen.ts";
import { t as common } from "../../texts/texts.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { moveInList } from "../../ui/move-in-list.ts";
import { RoleDot } from "../../ui/role-dot.tsx";
import { SearchField } from "../search-field.tsx";
import { SplitView } from "../split-view.tsx";
import { t } from "../texts/texts.ts";
import { MemberEditor } from "./member-editor.tsx";

const mostShown = 200;

/** All members, to be found by name or role. The chosen one is moderated beside the list. */
export function MembersSection() {
  const wanted = useSignal("");
  const chosen = useSignal<string | null>(null);
  const current = people.value;
  if (!current) return null;
  const found = matching([...current.members.values()], wanted.value);
  const member = current.members.get(chosen.value ?? "");
  const choose = (id: string | null) =>
    unlessUnsaved(() => {
      chosen.value = id;
    });
  const list = (
    <>
      <div class="list-head">
        <SearchField
          label={t().findMember}
          value={wanted.value}
          onInput={(value) => {
            wanted.value = value;
          }}
        />
        <p class="quiet" role="status">
          {t().membersFound(found.length)}
        </p>
      </div>
      <ul class="rows" aria-label={common().members} onKeyDown={(event) => moveInList(event, ".row-button")}>
        {found.slice(0, mostShown).map((one) => (
          <li key={one.id}>
            <MemberRow member={one} isChosen={one.id === chosen.value} onChoose={() => choose(one.id)} />
          </li>
        ))}
      </ul>
      {found.length > mostShown && <p class="quiet">{t().andMore(found.length - mostShown)}</p>}
    </>
  );
  return (
    <SplitView
      list={list}
      chosen={member ? nameOfMember(member) : null}
      empty={t().chooseMember}
      onBack={() => choose(null)}
    >
      {member && <MemberEditor key={member.id} member={member} />}
    </SplitView>
  );
}

interface MemberRowProps {
  readonly member: WireUser;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function MemberRow({ member, isChosen, onChoose }: MemberRowProps) {
  const name = nameOfMember(member);
  const username = shownName(member.username);
  const roles = member.roles.filter((role) => role !== "user");
  return (
    <button type="button" class="row-button" aria-current={isChosen ? "true" : undefined} onClick={onChoose}>
      <Avatar name={name} picture={member.pfp} size={32} />
      <span class="row-names">
        <span class="row-name">
          {name}
          {member.bot && <span class="tag">{common().bot}</span>}
        </span>
        {name !== username && <span class="quiet">{username}</span>}
      </span>
      {roles.slice(0, 2).map((role) => (
        <span key={role} class="role-chip">
          <RoleDot name={role} />
          <span>{role}</span>
        </span>
      ))}
      {roles.length > 2 && <span class="quiet">+{roles.length - 2}</span>}
    </button>
  );
}

function matching(members: readonly WireUser[], text: string): WireUser[] {
  const wanted = text.trim().toLowerCase();
  const collator = new Intl.Collator();
  return members
    .filter((member) =>
      [member.nickname ?? "", shownName(member.username), ...member.roles].some((part) =>
        part.toLowerCase().includes(wanted),
      ),
    )
    .sort((a, b) => collator.compare(nameOfMember(a), nameOfMember(b)));
}

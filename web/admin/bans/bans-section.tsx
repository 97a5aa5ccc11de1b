import { useSignal } from "@preact/signals";
import { ask } from "../../state/ask.ts";
import { nameOf, shownName } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { shortDateAndTime } from "../../texts/times.ts";
import { Listing } from "../../ui/listing.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { useFetched } from "../../ui/use-fetched.ts";
import { SearchField } from "../search-field.tsx";
import { t } from "../texts/texts.ts";

/** The banned members, each with reason, moderator and time. A ban can be lifted here. */
export function BansSection() {
  const wanted = useSignal("");
  const { value, problem, reload } = useFetched(
    async (client) => (await client.request("users_banned", {})).bans,
    ["users_banned_list", "user_leave", "user_join", "user_update"],
  );
  const current = people.value;
  const text = wanted.value.trim().toLowerCase();
  const found = value?.filter(({ username, reason }) =>
    `${shownName(username)}\n${reason ?? ""}`.toLowerCase().includes(text),
  );
  const lift = async (user: string, name: string) => {
    const { refused } = await ask((client) => client.request("user_unban", { user }));
    if (refused) sayProblem(refused.text);
    else say(t().unbanned(name));
    reload();
  };
  return (
    <>
      {value !== null && value.length > 0 && (
        <SearchField
          label={t().findBan}
          value={wanted.value}
          onInput={(given) => {
            wanted.value = given;
          }}
        />
      )}
      <Listing label={t().bans} items={found ?? null} problem={problem} empty={t().noBans} reload={reload}>
        {(ban) => {
          const name = shownName(ban.username);
          const by = ban.banned_by !== null && current ? nameOf(current, ban.banned_by) : t().operator;
          return (
            <li key={ban.user_id} class="row">
              <span class="row-names">
                <span class="row-name">{name}</span>
                <span>{ban.reason ?? t().noReason}</span>
                <span class="quiet">{t().bannedBy(by, shortDateAndTime(ban.banned_at))}</span>
              </span>
              <button type="button" class="plain" onClick={() => void lift(ban.user_id, name)}>
                {t().unban}
                <span class="visually-hidden"> {name}</span>
              </button>
            </li>
          );
        }}
      </Listing>
    </>
  );
}

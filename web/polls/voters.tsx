import type { WirePoll } from "../../client/index.ts";
import { nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { t } from "./texts/texts.ts";

/** The people behind the votes of a poll that has ended: while it runs, the server tells nobody. */
export function Voters({ poll }: { readonly poll: WirePoll }) {
  const current = people.value;
  if (!current) return null;
  return (
    <details class="voters">
      <summary>{t().whoChose}</summary>
      <dl>
        {poll.results.map(({ id, text, voters }) => (
          <div key={id}>
            <dt>{text}</dt>
            <dd class="quiet">
              {voters.length === 0 ? t().noVotes : voters.map((voter) => nameOf(current, voter)).join(", ")}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

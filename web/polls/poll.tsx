import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { holds, type WireMessage, type WirePoll } from "../../client/index.ts";
import { people } from "../state/people.ts";
import { endPoll, vote } from "../state/polls.ts";
import { dateAndTime } from "../texts/times.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Countdown } from "./countdown.tsx";
import { PollOption } from "./poll-option.tsx";
import { t } from "./texts/texts.ts";
import { Voters } from "./voters.tsx";

interface PollProps {
  readonly poll: WirePoll;
  readonly message: WireMessage;
}

/** A poll in its message: each press on an answer is a vote, and pressing it again takes it back. */
export function Poll({ poll, message }: PollProps) {
  const problem = useSignal<string | null>(null);
  const isEnding = useSignal(false);
  const id = useId();
  const current = people.value;
  const own = poll.user_votes ?? [];
  const mayEnd =
    message.user === current?.own?.username || (current !== null && holds(current, "manage_messages"));

  async function choose(option: string): Promise<void> {
    const others = poll.allow_multiselect ? own.filter((each) => each !== option) : [];
    problem.value = await vote(poll.id, own.includes(option) ? others : [...others, option]);
  }
  async function takeBack(): Promise<void> {
    problem.value = await vote(poll.id, []);
  }
  async function end(): Promise<void> {
    isEnding.value = false;
    problem.value = await endPoll(poll.id);
  }
  const highest = Math.max(...poll.results.map(({ votes }) => votes));
  return (
    <section class="poll" aria-label={t().poll}>
      <p id={id} class="poll-question">
        {poll.question}
      </p>
      {!poll.ended && <p class="quiet">{poll.allow_multiselect ? t().several : t().one}</p>}
      <ul class={`poll-options ${poll.allow_multiselect ? "several" : ""}`} aria-labelledby={id}>
        {poll.results.map((option) => (
          <li key={option.id}>
            <PollOption
              option={option}
              total={poll.total_votes}
              isOwn={own.includes(option.id)}
              isFirst={poll.ended && highest > 0 && option.votes === highest}
              choose={poll.ended ? null : () => void choose(option.id)}
            />
          </li>
        ))}
      </ul>
      <p class="poll-state quiet">
        <span>{t().votes(poll.total_votes)}</span>
        {poll.ended ? (
          <span title={poll.ended_at === null ? undefined : dateAndTime(poll.ended_at)}>{t().ended}</span>
        ) : (
          poll.expires_at !== null && <Countdown to={poll.expires_at} />
        )}
        {!poll.ended && own.length > 0 && (
          <button type="button" class="link" onClick={() => void takeBack()}>
            {t().takeBack}
          </button>
        )}
        {!poll.ended && mayEnd && (
          <button
            type="button"
            class="link"
            onClick={() => {
              isEnding.value = true;
            }}
          >
            {t().end}
          </button>
        )}
      </p>
      {poll.ended && poll.total_votes > 0 && <Voters poll={poll} />}
      <p class="problem" role="alert">
        {problem.value}
      </p>
      {isEnding.value && (
        <ConfirmDialog
          title={t().endQuestion}
          action={t().end}
          onConfirm={() => void end()}
          onClose={() => {
            isEnding.value = false;
          }}
        />
      )}
    </section>
  );
}

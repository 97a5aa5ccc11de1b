import type { WirePoll } from "../../client/index.ts";
import { ReactionEmoji } from "../chat/reactions.tsx";
import { Icon } from "../icons/icon.tsx";
import { language } from "../texts/language.ts";
import { t } from "./texts/texts.ts";

interface PollOptionProps {
  readonly option: WirePoll["results"][number];
  readonly total: number;
  readonly isOwn: boolean;
  /** No other has more votes, in a poll that has ended. */
  readonly isFirst: boolean;
  /** Null: the poll has ended. */
  readonly choose: (() => void) | null;
}

/** An answer with its share of the votes as a bar. */
export function PollOption({ option, total, isOwn, isFirst, choose }: PollOptionProps) {
  const { text, emoji, votes } = option;
  const share = total === 0 ? 0 : votes / total;
  const percent = new Intl.NumberFormat(language.value, { style: "percent" }).format(share);
  const content = (
    <>
      <span class="poll-bar" aria-hidden="true" style={{ width: `${share * 100}%` }} />
      <span class={`poll-mark ${choose ? "open" : ""}`}>{isOwn && <Icon name="check" size={14} />}</span>
      <span class="poll-text">
        {emoji !== null && (
          <>
            <ReactionEmoji emoji={emoji} />{" "}
          </>
        )}
        {text}
      </span>
      <span class="poll-share">
        <span aria-hidden="true">
          {votes} · {percent}
        </span>
        <span class="visually-hidden">{`${t().votes(votes)}, ${percent}`}</span>
      </span>
    </>
  );
  const kind = `poll-option ${isOwn ? "own" : ""} ${isFirst ? "first" : ""}`;
  if (!choose) return <div class={kind}>{content}</div>;
  return (
    <button type="button" class={kind} aria-pressed={isOwn} onClick={choose}>
      {content}
    </button>
  );
}

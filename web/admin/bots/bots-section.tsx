import { useSignal } from "@preact/signals";
import type { Client, Reply } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { nameOfMember, shownName } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { t as common } from "../../texts/texts.ts";
import { shortDateAndTime } from "../../texts/times.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Listing } from "../../ui/listing.tsx";
import { NameDialog } from "../../ui/name-dialog.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { useFetched } from "../../ui/use-fetched.ts";
import { t } from "../texts/texts.ts";
import { TokenDialog } from "./token-dialog.tsx";

type Bot = Reply<"bot_list">["bots"][number];
interface Token {
  readonly name: string;
  readonly token: string;
}

/** Bots. A token is shown when it is made, and not again. */
export function BotsSection() {
  const isMaking = useSignal(false);
  const fresh = useSignal<Token | null>(null);
  const asking = useSignal<{ readonly action: "reset" | "delete"; readonly bot: Bot } | null>(null);
  const { value, problem, reload } = useFetched(
    async (client) => (await client.request("bot_list", {})).bots,
    ["user_join", "user_leave", "user_updated"],
  );
  const confirm = async () => {
    if (!asking.value) return;
    const { action, bot } = asking.value;
    const answer = await ask((client) => confirmed(client, action, bot));
    if (answer.refused) sayProblem(answer.refused.text);
    else if (answer.reply) fresh.value = answer.reply;
    else say(t().botDeleted);
    reload();
  };
  return (
    <>
      <div class="list-head">
        <button
          type="button"
          class="primary"
          onClick={() => {
            isMaking.value = true;
          }}
        >
          {t().newBot}
        </button>
        <p class="quiet">{t().botsHint}</p>
      </div>
      <Listing label={t().bots} items={value} problem={problem} empty={t().noBots} reload={reload}>
        {(bot) => (
          <li key={bot.id} class="row">
            <Avatar name={nameOfMember(bot)} picture={people.value?.members.get(bot.id)?.pfp} size={32} />
            <span class="row-names">
              <span class="row-name">{nameOfMember(bot)}</span>
              <span class="quiet">{t().botMade(makerOf(bot), shortDateAndTime(bot.created_at))}</span>
            </span>
            <IconButton
              icon="rotate-cw"
              label={t().newToken(nameOfMember(bot))}
              onClick={() => {
                asking.value = { action: "reset", bot };
              }}
            />
            <IconButton
              icon="trash-2"
              label={t().deleteBot(nameOfMember(bot))}
              onClick={() => {
                asking.value = { action: "delete", bot };
              }}
            />
          </li>
        )}
      </Listing>
      {isMaking.value && (
        <NameDialog
          title={t().newBot}
          label={t().botName}
          hint={t().botNameHint}
          action={t().make}
          send={(name) => ask((client) => client.request("bot_create", { name }))}
          onDone={({ bot, token }) => {
            fresh.value = { name: nameOfMember(bot), token };
            reload();
          }}
          onClose={() => {
            isMaking.value = false;
          }}
        />
      )}
      {asking.value && (
        <Question
          {...asking.value}
          onConfirm={() => void confirm()}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
      {fresh.value && (
        <TokenDialog
          {...fresh.value}
          onClose={() => {
            fresh.value = null;
          }}
        />
      )}
    </>
  );
}

interface QuestionProps {
  readonly action: "reset" | "delete";
  readonly bot: Bot;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function Question({ action, bot, onConfirm, onClose }: QuestionProps) {
  const name = nameOfMember(bot);
  const isReset = action === "reset";
  return (
    <ConfirmDialog
      title={isReset ? t().newTokenQuestion(name) : t().deleteBotQuestion(name)}
      action={isReset ? t().makeNewToken : common().remove}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>{isReset ? t().newTokenNote : t().deleteBotNote}</p>
    </ConfirmDialog>
  );
}

/** @returns the new token if there is one */
async function confirmed(client: Client, action: "reset" | "delete", bot: Bot): Promise<Token | null> {
  if (action === "reset") {
    const { token } = await client.request("bot_token_reset", { user: bot.id });
    return { name: nameOfMember(bot), token };
  }
  await client.request("bot_delete", { user: bot.id });
  return null;
}

function makerOf({ created_by }: Bot): string {
  const member = people.value?.members.get(created_by);
  return member ? (member.nickname ?? shownName(member.username)) : t().formerMember;
}

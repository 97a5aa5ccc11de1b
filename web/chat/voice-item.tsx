import { isPrivate, type WireChannel } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { shownChannelName } from "../state/places.ts";
import { t } from "../texts/texts.ts";
import { PersonButton } from "../ui/person-button.tsx";
import { PlaceMark } from "./place-mark.tsx";

/** A voice channel and who is in it. */
export function VoiceItem({ channel }: { readonly channel: WireChannel }) {
  const current = people.value;
  const callers = channel.voice_state ?? [];
  return (
    <li class="voice">
      <span class="voice-name">
        <Icon name="volume-2" size={16} />
        {shownChannelName(channel)}
        {isPrivate(channel) && <PlaceMark icon="lock" label={t().privateChannel} />}
      </span>
      {current && callers.length > 0 && (
        <ul aria-label={t().inCall}>
          {callers.map(({ username }) => {
            const member = current.named(username);
            const name = nameOf(current, username);
            return (
              <li key={username}>{member ? <PersonButton member={member}>{name}</PersonButton> : name}</li>
            );
          })}
        </ul>
      )}
    </li>
  );
}

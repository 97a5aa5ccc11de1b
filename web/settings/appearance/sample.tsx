import type { WireMessage } from "../../../client/index.ts";
import { AuthorLine } from "../../chat/author-line.tsx";
import { AuthorPicture } from "../../chat/author-picture.tsx";
import { Markdown } from "../../markdown/markdown.tsx";
import { shownName } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { t } from "../texts/texts.ts";

/** A message by the person themselves, as the settings make it look. Nothing in it can be pressed. */
export function Sample() {
  const own = people.value?.own;
  if (!own) return null;
  const message: WireMessage = {
    id: "sample",
    user: own.username,
    content: t().sample(shownName(own.username)),
    timestamp: sampleTime,
    type: "message",
    pinned: false,
    interaction: null,
    pings: { users: [], roles: [], replies: [] },
  };
  return (
    <div class="sample" inert aria-hidden="true">
      <div class="message">
        <AuthorPicture message={message} />
        <div class="message-body">
          <AuthorLine message={message} />
          <div class="message-text">
            <Markdown text={message.content} />
          </div>
        </div>
      </div>
    </div>
  );
}

/** Unix seconds, in the afternoon here: so the kind of clock can be seen. */
const sampleTime = new Date().setHours(14, 5) / 1000;

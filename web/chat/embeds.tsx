import type { WireEmbed, WireMessage } from "../../client/index.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { t } from "../texts/texts.ts";
import { dateAndTime } from "../texts/times.ts";
import { later } from "../ui/later.tsx";
import { OtherHostLink } from "../ui/other-host-link.tsx";

const Poll = later(async () => (await import("../polls/poll.tsx")).Poll);

/** Embeds as text. Their pictures are on other hosts, which this page asks for nothing: they are links. */
export function Embeds({ message }: { readonly message: WireMessage }) {
  return (
    <>
      {message.embeds?.map((embed, index) =>
        embed.poll ? (
          <Poll key={index} poll={embed.poll} message={message} />
        ) : (
          <EmbedBox key={index} embed={embed} />
        ),
      )}
    </>
  );
}

function EmbedBox({ embed }: { readonly embed: WireEmbed }) {
  const { author, title, description, fields, footer, color } = embed;
  const picture = embed.image ?? embed.thumbnail;
  const time = Date.parse(embed.timestamp ?? "") / 1000;
  return (
    <div class="embed" style={color === undefined ? undefined : { borderInlineStartColor: cssColor(color) }}>
      {author && (
        <p class="quiet">
          <OtherHostLink url={author.url} text={author.name} />
        </p>
      )}
      {title && (
        <p class="embed-title">
          <OtherHostLink url={embed.url} text={title} />
        </p>
      )}
      {description && <Markdown text={description} />}
      {fields && (
        <div class="embed-fields">
          {fields.map((field, at) => (
            <div key={at} class={`embed-field ${field.inline ? "inline" : ""}`}>
              <p class="embed-title">{field.name}</p>
              <Markdown text={field.value} />
            </div>
          ))}
        </div>
      )}
      {picture && (
        <p>
          <OtherHostLink url={picture.url} text={t().pictureElsewhere(hostOf(picture.url))} />
        </p>
      )}
      {(footer || time > 0) && (
        <p class="quiet">{[footer?.text, time > 0 ? dateAndTime(time) : ""].filter(Boolean).join(" · ")}</p>
      )}
    </div>
  );
}

const cssColor = (color: number) => `#${color.toString(16).padStart(6, "0").slice(-6)}`;
const hostOf = (url: string) => URL.parse(url)?.host ?? "";

import type { WireMessage, WirePoll } from "../../client/index.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { later } from "../ui/later.tsx";

const Poll = later(async () => (await import("../polls/poll.tsx")).Poll);

/** What is shown of an embed. The server has checked its form; anything else is left out. */
interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  readonly author?: { readonly name: string };
  readonly footer?: { readonly text: string };
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline: boolean }[];
  readonly poll?: WirePoll;
}

/** Embeds as text. Their pictures are on other hosts, which this page asks for nothing. */
export function Embeds({ message }: { readonly message: WireMessage }) {
  return (
    <>
      {((message.embeds ?? []) as readonly Embed[]).map((embed, index) =>
        embed.poll ? (
          <Poll key={index} poll={embed.poll} message={message} />
        ) : (
          <EmbedBox key={index} embed={embed} />
        ),
      )}
    </>
  );
}

function EmbedBox({ embed }: { readonly embed: Embed }) {
  return (
    <div class="embed">
      {embed.author && <p class="quiet">{embed.author.name}</p>}
      {embed.title && (
        <p class="embed-title">
          <Title title={embed.title} url={embed.url} />
        </p>
      )}
      {embed.description && <Markdown text={embed.description} />}
      {embed.fields?.map((field, at) => (
        <div key={at} class="embed-field">
          <p class="embed-title">{field.name}</p>
          <Markdown text={field.value} />
        </div>
      ))}
      {embed.footer && <p class="quiet">{embed.footer.text}</p>}
    </div>
  );
}

function Title({ title, url }: { readonly title: string; readonly url: string | undefined }) {
  const address = URL.parse(url ?? "");
  if (!address || !/^https?:$/.test(address.protocol)) return <>{title}</>;
  return (
    <a href={address.href} target="_blank" rel="noopener noreferrer">
      {title}
    </a>
  );
}

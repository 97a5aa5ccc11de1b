import type { ComponentChild } from "preact";
import { base } from "../state/base.ts";
import { nameOfMember } from "../state/names.ts";
import { channels, emojis, type People, people } from "../state/people.ts";
import { openPlace, shownChannelName } from "../state/places.ts";
import { stickers, stickerUrl } from "../state/stickers.ts";
import { addressed } from "../state/wanted.ts";
import { t } from "../texts/texts.ts";
import { PersonButton } from "../ui/person-button.tsx";
import { blocksOf } from "./blocks.ts";
import { CodeBlock } from "./code-block.tsx";
import type { Block, Inline } from "./nodes.ts";
import { Spoiler } from "./spoiler.tsx";

/** A message's text. Each piece of it becomes a text node: no HTML is ever made from it. */
export function Markdown({ text, ...rest }: { readonly text: string; readonly class?: string }) {
  const blocks = blocksOf(text);
  const [first] = blocks;
  return (
    <div class={`markdown ${rest.class ?? ""} ${hasTowers(text) ? "towers" : ""}`.trim()}>
      {blocks.length === 1 && first?.kind === "paragraph"
        ? first.inside.map(showInline)
        : blocks.map(showBlock)}
    </div>
  );
}

/** Has it letters that reach into other lines? Letters of all languages do with fewer marks. */
export function hasTowers(text: string): boolean {
  return /\p{M}{3}/u.test(text);
}

function showBlock(block: Block, key: number) {
  switch (block.kind) {
    case "paragraph":
      return <p key={key}>{block.inside.map(showInline)}</p>;
    case "heading":
      return (
        <p key={key} class="heading">
          {block.inside.map(showInline)}
        </p>
      );
    case "code":
      return <CodeBlock key={key} language={block.language} text={block.text} />;
    case "quote":
      return <blockquote key={key}>{block.blocks.map(showBlock)}</blockquote>;
    case "list": {
      const items = block.items.map((item, index) => <li key={index}>{item.map(showInline)}</li>);
      return block.start === null ? (
        <ul key={key}>{items}</ul>
      ) : (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      );
    }
  }
}

function showInline(node: Inline, key: number): ComponentChild {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return <code key={key}>{node.text}</code>;
    case "strong":
      return <strong key={key}>{node.inside.map(showInline)}</strong>;
    case "em":
      return <em key={key}>{node.inside.map(showInline)}</em>;
    case "del":
      return <del key={key}>{node.inside.map(showInline)}</del>;
    case "spoiler":
      return <Spoiler key={key}>{node.inside.map(showInline)}</Spoiler>;
    case "link":
      return <Link key={key} url={node.url} text={node.text} />;
    case "mention":
      return <Mention key={key} name={node.name} />;
    case "channel":
      return <ChannelName key={key} name={node.name} />;
    case "emoji":
      return <CustomEmoji key={key} id={node.id} />;
    case "sticker":
      return <Sticker key={key} id={node.id} />;
  }
}

/** A name for an address shows the host too, so that it can't hide where it leads. */
function Link({ url, text }: { readonly url: string; readonly text: string }) {
  const [key, message] = url.startsWith(`${base}#`) ? addressed(new URL(url).hash) : [null, null];
  if (key !== null) {
    const open = (event: MouseEvent) => {
      event.preventDefault();
      openPlace(key, message);
    };
    return (
      <a href={url} onClick={open}>
        {text}
      </a>
    );
  }
  return (
    <>
      <a href={url} target="_blank" rel="noopener noreferrer">
        {text}
      </a>
      {text !== url && <span class="host"> ({new URL(url).host})</span>}
    </>
  );
}

function Mention({ name }: { readonly name: string }) {
  const current = people.value;
  if (name.startsWith("&")) {
    const role = current?.roles.get(name.slice(1));
    if (!role) return <>@{name}</>;
    const isOwn = current?.own?.roles.includes(role.name);
    return <span class={isOwn ? "mention own" : "mention"}>@{role.name}</span>;
  }
  const member = current ? memberCalled(current, name) : undefined;
  if (!member) return <>@{name}</>;
  return (
    <PersonButton member={member} class={member.id === current?.me ? "mention own" : "mention"}>
      @{nameOfMember(member)}
    </PersonButton>
  );
}

function memberCalled(current: People, name: string) {
  return current.named(name) ?? current.named(`USR:local_${name}`);
}

function ChannelName({ name }: { readonly name: string }) {
  const channel = channels.value.find((each) => each.name === name && each.type === "text");
  if (!channel) return <>#{name}</>;
  return (
    <button type="button" class="mention" onClick={() => openPlace(name)}>
      #{shownChannelName(channel)}
    </button>
  );
}

export function CustomEmoji({ id }: { readonly id: string }) {
  const emoji = emojis.value?.get(id);
  if (!emoji) return <>:{id}:</>;
  const url = new URL(`emojis/${encodeURIComponent(emoji.fileName)}`, base).href;
  return <img class="emoji" src={url} alt={`:${emoji.name}:`} title={`:${emoji.name}:`} />;
}

function Sticker({ id }: { readonly id: string }) {
  const sticker = stickers.value?.get(id);
  if (!sticker) return <span class="quiet">{t().stickerGone}</span>;
  const { name, description } = sticker;
  return (
    <img
      class="sticker"
      src={stickerUrl(sticker)}
      alt={description ?? name}
      title={name}
      width="160"
      height="160"
    />
  );
}

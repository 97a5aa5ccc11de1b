/** What a text of the chat consists of. Text is the only thing in it that comes from people. */

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong" | "em" | "del" | "spoiler"; readonly inside: readonly Inline[] }
  /** `http:` or `https:` only. @member text what is shown; the same as `url` for a bare address */
  | { readonly kind: "link"; readonly url: string; readonly text: string }
  /** The name behind the `@` or `#`, as far as it could reach; the reader of the model decides. */
  | { readonly kind: "mention" | "channel"; readonly name: string }
  /** A custom emoji or a sticker of a server. */
  | { readonly kind: "emoji" | "sticker"; readonly id: string };

export type Block =
  | { readonly kind: "paragraph"; readonly inside: readonly Inline[] }
  /** A heading in bold: messages have no outline. */
  | { readonly kind: "heading"; readonly inside: readonly Inline[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "list"; readonly start: number | null; readonly items: readonly (readonly Inline[])[] };

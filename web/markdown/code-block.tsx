import { useSignalEffect } from "@preact/signals";
import type { Token } from "../code/tokens.ts";
import { highlighter, isKnownLanguage, loadHighlighter } from "./highlighting.ts";

interface CodeBlockProps {
  /** As it was written; "": none. */
  readonly language: string;
  readonly text: string;
}

/** Code is shown as it is at once, and in colours when what knows its language is there. */
export function CodeBlock({ language, text }: CodeBlockProps) {
  const isKnown = isKnownLanguage(language);
  useSignalEffect(() => {
    if (isKnown) void loadHighlighter();
  });
  const tokens = isKnown ? highlighter.value?.(text, language) : undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it
    <pre tabIndex={0}>
      <code>{tokens ? tokens.map(showToken) : text}</code>
    </pre>
  );
}

function showToken(token: Token, key: number) {
  if (typeof token === "string") return token;
  const inside = token.inside.map(showToken);
  return (
    <span key={key} class={token.kind === null ? undefined : `token-${token.kind}`}>
      {inside}
    </span>
  );
}

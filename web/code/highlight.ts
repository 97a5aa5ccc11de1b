/** Code as tokens. The library's own output would be HTML, so it writes into a tree of ours instead. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import type { Token, TokenKind } from "./tokens.ts";

const languages = {
  bash,
  cpp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** By the first word of the library's scopes. */
const kinds: Readonly<Record<string, TokenKind>> = {
  keyword: "keyword",
  built_in: "title",
  type: "name",
  literal: "number",
  number: "number",
  symbol: "number",
  bullet: "number",
  string: "string",
  regexp: "string",
  char: "string",
  comment: "comment",
  quote: "comment",
  meta: "comment",
  doctag: "keyword",
  title: "title",
  section: "title",
  attr: "name",
  attribute: "name",
  property: "name",
  variable: "name",
  "template-variable": "name",
  tag: "keyword",
  name: "keyword",
  "selector-tag": "keyword",
  "selector-class": "title",
  "selector-id": "title",
  "selector-pseudo": "title",
  addition: "added",
  deletion: "removed",
};

interface Node {
  readonly kind: TokenKind | null;
  readonly inside: Token[];
}

class Tree {
  readonly root: Node = { kind: null, inside: [] };
  readonly #open: Node[] = [this.root];

  addText(text: string): void {
    if (text !== "") this.#last().inside.push(text);
  }

  openNode(scope: string): void {
    const node: Node = { kind: kinds[scope.split(".")[0] ?? ""] ?? null, inside: [] };
    this.#last().inside.push(node);
    this.#open.push(node);
  }

  closeNode(): void {
    if (this.#open.length > 1) this.#open.pop();
  }

  // The library calls these by both of their names.
  startScope(scope: string): void {
    this.openNode(scope);
  }

  endScope(): void {
    this.closeNode();
  }

  __addSublanguage(other: Tree): void {
    this.#last().inside.push(other.root);
  }

  finalize(): void {
    this.#open.length = 1;
  }

  toHTML(): string {
    return "";
  }

  #last(): Node {
    return this.#open.at(-1) ?? this.root;
  }
}

hljs.configure({ __emitter: Tree } as object);

/** Longer code takes too long, and stays as it is. */
const longest = 20_000;

/** @param language a name or alias of one that is registered */
export function highlighted(text: string, language: string): readonly Token[] {
  if (text.length > longest || !hljs.getLanguage(language)) return [text];
  const result = hljs.highlight(text, { language, ignoreIllegals: true });
  // The library turns its own errors into HTML of the whole text.
  if (result.errorRaised || result.illegal) return [text];
  return (result._emitter as unknown as Tree).root.inside;
}

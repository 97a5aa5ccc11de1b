/** Highlighted code, as nodes. */
export type TokenKind = "keyword" | "string" | "number" | "comment" | "title" | "name" | "added" | "removed";

export type Token = string | { readonly kind: TokenKind | null; readonly inside: readonly Token[] };

/** What the server shows of itself in the handshake, at `/info` and on its first page. */
export interface ServerFace {
  readonly name: string;
  /** Public addresses, or null. */
  readonly icon: string | null;
  readonly banner: string | null;
  readonly url: string | null;
  readonly description: string | null;
  /** `#rrggbb`, or null. */
  readonly accent: string | null;
  readonly owner: { readonly name: string };
}

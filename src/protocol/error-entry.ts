/** What the tables of errors say of each. */
export interface ErrorEntry {
  readonly text: string;
  /** When it is sent; goes into the reference. */
  readonly when: string;
  /** A login that ends with this gets it in an `error` too, and is closed (compatibility.md#banned-at-login). */
  readonly turnsAway?: true;
}

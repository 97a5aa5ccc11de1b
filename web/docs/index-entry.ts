/** A part of a page of the docs site, as its search finds it. */
export interface IndexEntry {
  /** Path of the page on the site. */
  readonly page: string;
  readonly title: string;
  readonly heading: string;
  /** Empty: the beginning of the page. */
  readonly anchor: string;
  readonly text: string;
}

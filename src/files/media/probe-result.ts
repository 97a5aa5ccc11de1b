export interface Probe {
  /** Seconds; null when the file doesn't say. */
  readonly duration: number | null;
  /** Pixels of the first video track, as it is shown; null when there is none. 0: the file doesn't say. */
  readonly video: { readonly width: number; readonly height: number } | null;
}

/** Of a file that has a video, or may have one. */
export const unknown: Probe = { duration: null, video: { width: 0, height: 0 } };

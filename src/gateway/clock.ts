/** The time, as the gateway takes it; a test may bring its own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  later(task: () => void, milliseconds: number): void;
}

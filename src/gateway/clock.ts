/** The time, as the gateway takes it; a test may bring its own. */
export interface Clock {
  /** Monotonic milliseconds: budgets, deadlines and pauses don't follow the system's time. */
  elapsed(): number;
  later(task: () => void, milliseconds: number): void;
}

/** The time, as the gateway takes it; a test may bring its own. */
export interface Clock {
  /** Milliseconds of a clock that nobody sets: budgets, deadlines and pauses don't follow the system's time. */
  elapsed(): number;
  later(task: () => void, milliseconds: number): void;
}

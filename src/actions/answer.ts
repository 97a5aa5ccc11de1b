/** Turns the outcome of an action into the answer of a command. */
import { type Failure, isFailure } from "../protocol/errors.ts";
import type { Commit, Outcome } from "./outcome.ts";

/** The outcome that a step ends with, unless it fails. */
type HappenedIn<Step> = Step extends Failure
  ? never
  : Step extends Commit<infer Then>
    ? HappenedIn<Then>
    : Step;

type Joined<Happened, More> = Omit<Happened, keyof More> & More;
type Answered<Step, More> = Step extends Failure
  ? Step
  : Step extends Commit<infer Then>
    ? Commit<Answered<Then, More>>
    : Joined<Step, More>;

/**
 * Adds to an action's outcome, mostly the reply. Failures stay as they are.
 *
 * @example return answer(banMember(world, actor, target, reason), ({ result }) => ({ reply: { banned: result.changed } }));
 */
export function answer<Step, const More extends Outcome>(
  step: Step,
  more: (happened: HappenedIn<Step>) => More,
): Answered<Step, More> {
  if (isFailure(step)) return step as Answered<Step, More>;
  if (isCommit(step)) {
    const { after, otherwise } = step;
    const stored: Commit<unknown> = {
      ...step,
      after: (result) => answer(after(result), more as never),
      otherwise: otherwise && ((failure) => answer(otherwise(failure), more as never)),
    };
    return stored as Answered<Step, More>;
  }
  return { ...(step as object), ...more(step as HappenedIn<Step>) } as Answered<Step, More>;
}

function isCommit(step: unknown): step is Commit<unknown> {
  return typeof step === "object" && step !== null && "write" in step;
}

/** Embeds of records, checked as those of requests are: clients trust that every address in them is http or https. */
import { checkEmbeds, type Embed } from "../chat/embeds.ts";
import { isFailure } from "../protocol/errors.ts";

export interface CheckedEmbeds {
  readonly embeds: readonly Embed[];
  /** Some were taken out. */
  readonly isLess: boolean;
}

/** @param given without polls */
export function checkedEmbeds(given: readonly unknown[]): CheckedEmbeds {
  const whole = checkEmbeds(given);
  if (!isFailure(whole)) return { embeds: whole.embeds, isLess: false };
  let embeds: readonly Embed[] = [];
  for (const embed of given) {
    const next = checkEmbeds([...embeds, embed]);
    if (!isFailure(next)) embeds = next.embeds;
  }
  return { embeds, isLess: true };
}

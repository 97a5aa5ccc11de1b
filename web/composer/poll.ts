/** Begins polls. */
import { requestPlace } from "../../client/index.ts";
import { tried } from "../state/actions.ts";
import { session } from "../state/session.ts";

export interface NewPoll {
  readonly question: string;
  readonly options: readonly string[];
  /** A vote may choose several answers. */
  readonly several: boolean;
  /** 0: it has no end. */
  readonly hours: number;
}

/** @returns null when it was posted, or why not */
export async function createPoll(
  place: string,
  { question, options, several, hours }: NewPoll,
): Promise<string | null> {
  return tried(
    session.value?.client.request("poll_create", {
      ...requestPlace(place),
      question,
      options: [...options],
      allow_multiselect: several,
      duration_hours: hours,
    }),
  );
}

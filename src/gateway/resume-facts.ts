/** Facts that decide from which number of the event log a client may resume. */

export interface ResumeFacts {
  /** The channels that a user may view may have changed for everybody: roles or channels did. */
  viewsChanged(): void;
  /** The same for one user. */
  userViewsChanged(user: string): void;
  /** A connection became the user's, at this place in the stream of events. */
  loggedIn(user: string, seq: number): void;
  /** The user left the server. */
  left(user: string): void;
  /** A connection of the user missed presence events, or may have. */
  presenceLacked(user: string): void;

  /** May the user view the same channels as when this was the newest number? */
  viewsUnchanged(user: string, seq: number): boolean;
  /** Had the user logged in when this was the newest number? Else they can't have it. */
  wasHere(user: string, seq: number): boolean;
  /** May a client of the user that has every event up to this number lack presence events before it? */
  lacksPresence(user: string, seq: number): boolean;
}

/** @param newest the newest number of the event log */
export function createResumeFacts(newest: () => number): ResumeFacts {
  let viewsChangedAt = 0;
  const userViewsChangedAt = new Map<string, number>();
  /** By member. */
  const firstLoginAt = new Map<string, number>();
  const presenceLackedUpTo = new Map<string, number>();

  return {
    viewsChanged() {
      viewsChangedAt = newest();
      userViewsChangedAt.clear();
    },
    userViewsChanged: (user) => void userViewsChangedAt.set(user, newest()),
    loggedIn(user, seq) {
      if (!firstLoginAt.has(user)) firstLoginAt.set(user, seq);
    },
    left: (user) => void firstLoginAt.delete(user),
    presenceLacked: (user) => void presenceLackedUpTo.set(user, newest()),

    viewsUnchanged: (user, seq) => seq >= viewsChangedAt && seq >= (userViewsChangedAt.get(user) ?? 0),
    wasHere: (user, seq) => seq >= (firstLoginAt.get(user) ?? Number.POSITIVE_INFINITY),
    lacksPresence: (user, seq) => seq <= (presenceLackedUpTo.get(user) ?? -1),
  };
}

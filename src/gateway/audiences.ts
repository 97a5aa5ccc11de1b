/** Audiences of events: which cohorts an event reaches, and which connections in them get it. */
import type { Audience } from "../chat/emission.ts";
import type { Cohort } from "./cohorts.ts";
import type { Connection } from "./connection.ts";

/** The history that a connection asked for last. */
export type Opened = Pick<Connection, "openedRoom" | "openedEmpty">;
/** What decides within a cohort whether a connection gets an event. */
export type Listening = Opened & Pick<Connection, "id">;

export function reaches(audience: Audience, { views, viewedBefore }: Cohort): boolean {
  switch (audience.kind) {
    case "viewers":
    case "other_viewers":
    case "opened_empty":
    case "showing":
      return views.has(audience.channel);
    case "kept_viewers":
      return views.has(audience.channel) && viewedBefore.has(audience.channel);
    case "lost_viewers":
      return viewedBefore.has(audience.channel) && !views.has(audience.channel);
    default:
      return true;
  }
}

/** Some audiences are only some of the connections in a cohort: those that have a history open, for example. */
export function listens(to: Audience, { id, openedRoom, openedEmpty }: Listening): boolean {
  switch (to.kind) {
    case "opened_empty":
      return openedEmpty && openedRoom === to.room;
    case "showing":
      return openedRoom === to.room;
    case "other_viewers":
      return !to.than.includes(id);
    default:
      return true;
  }
}

/** Does a connection get an earlier event for this audience, given the history that it had open then? */
export function receives(
  { id, user, cohort }: Pick<Connection, "id" | "user" | "cohort">,
  to: Audience,
  opened: Opened,
): boolean {
  if (!cohort || user === null) return false;
  switch (to.kind) {
    case "everyone":
      return true;
    case "others":
      return to.than !== user;
    case "user":
      return to.user === user;
    case "connection":
      return to.connection === id;
    case "connections":
      return to.connections.some(({ connection }) => connection === id);
    case "users":
      return to.users.includes(user);
    case "lost_viewers":
      // Nobody lost anything: resume requires that what the user may view did not change.
      return false;
    default:
      return cohort.views.has(to.channel) && listens(to, { ...opened, id });
  }
}

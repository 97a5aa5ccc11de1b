/** Events on their way: a packet, its definition, and the connections that get it. Values only; delivery sends them. */
import type { EventDefinition, EventPacket } from "../protocol/event.ts";

export type Audience =
  | { readonly kind: "everyone" }
  /** Everybody but one user's connections. */
  | { readonly kind: "others"; readonly than: string }
  /** Members who may view the channel at the moment of delivery. */
  | { readonly kind: "viewers"; readonly channel: number }
  /** Members who could view the channel before this change and still can. Those who gain it get the whole list. */
  | { readonly kind: "kept_viewers"; readonly channel: number }
  /** Members who could view the channel before this change and no longer can. */
  | { readonly kind: "lost_viewers"; readonly channel: number }
  /** Viewers whose last look at history was at this room of the channel while it was empty. */
  | { readonly kind: "opened_empty"; readonly channel: number; readonly room: number }
  /** Viewers whose last look at history was at this room of the channel. */
  | { readonly kind: "showing"; readonly channel: number; readonly room: number }
  /** Viewers without these connections. */
  | {
      readonly kind: "other_viewers";
      readonly channel: number;
      readonly than: readonly string[];
    }
  | { readonly kind: "user"; readonly user: string }
  /** One connection of a user. */
  | { readonly kind: "connection"; readonly user: string; readonly connection: string }
  | { readonly kind: "connections"; readonly connections: readonly UserConnection[] }
  | { readonly kind: "users"; readonly users: readonly string[] };

export interface UserConnection {
  /** User id. */
  readonly user: string;
  readonly connection: string;
}

/** @typeParam Name the events that it can be */
export interface Emission<Name extends string = string> {
  readonly definition: EventDefinition<Name>;
  readonly packet: { readonly cmd: Name };
  readonly to: Audience;
  /** Carries a number and is kept for `resume`, as its definition says unless told otherwise. */
  readonly replayed: boolean;
  /** The connection that asked doesn't get it. */
  readonly exceptRequester: boolean;
}

/** Is it this event? Then its packet has the fields of that. */
export function isEvent<Definition extends EventDefinition>(
  emission: Emission,
  definition: Definition,
): emission is Emission & { readonly packet: EventPacket<Definition> } {
  return emission.definition === definition;
}

/** An emission of one of these events: `EmissionOf<typeof roleEvents>`. */
export type EmissionOf<Events extends readonly EventDefinition[]> = Emission<Events[number]["name"]>;

/** The fields of a packet, without `cmd`. */
export type Fields<Definition extends EventDefinition> = Omit<EventPacket<Definition>, "cmd">;

export function emit<Definition extends EventDefinition>(
  definition: Definition,
  fields: Fields<Definition>,
  to: Audience,
  options: Partial<Pick<Emission, "replayed" | "exceptRequester">> = {},
): Emission<Definition["name"]> {
  return {
    definition,
    packet: { cmd: definition.name, ...fields },
    to,
    replayed: options.replayed ?? definition.replayed,
    exceptRequester: options.exceptRequester ?? false,
  };
}

export const everyone: Audience = { kind: "everyone" };
export const othersThan = (user: string): Audience => ({ kind: "others", than: user });
export const viewers = (channel: number): Audience => ({ kind: "viewers", channel });
/** @param than ids of connections */
export const otherViewers = (channel: number, than: readonly string[]): Audience => ({
  kind: "other_viewers",
  channel,
  than,
});
export const keptViewers = (channel: number): Audience => ({ kind: "kept_viewers", channel });
export const lostViewers = (channel: number): Audience => ({ kind: "lost_viewers", channel });
export const openedEmpty = (channel: number, room: number): Audience => ({
  kind: "opened_empty",
  channel,
  room,
});
export const showing = (channel: number, room: number): Audience => ({ kind: "showing", channel, room });
export const onlyUser = (user: string): Audience => ({ kind: "user", user });
export const onlyConnection = (user: string, connection: string): Audience => ({
  kind: "connection",
  user,
  connection,
});
export const onlyConnections = (connections: readonly UserConnection[]): Audience => ({
  kind: "connections",
  connections,
});
export const onlyUsers = (users: readonly string[]): Audience => ({ kind: "users", users });

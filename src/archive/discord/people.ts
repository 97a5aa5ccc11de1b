/** The authors of an export, and people who reacted: they become members who cannot log in. */
import { shownName } from "../../text/shown.ts";
import { fieldsOf, listOf, numberOf, someText } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { isSnowflake } from "./snowflakes.ts";

export interface Person {
  /** As records name them: a user id; of a webhook its name. */
  readonly id: string;
  /** Set if they are a webhook, which is no member. */
  readonly webhook: { readonly id: string; readonly name: string } | null;
  readonly index: number;
  username: string;
  nickname: string;
  /** Ids of roles on Discord. */
  roles: readonly string[];
  /** Unix seconds of their first message, or null. */
  firstAt: number | null;
}

export interface DiscordRole {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly position: number;
}

export interface People {
  /** The person of an `author` or `user` object. What is newest of them counts. */
  of(value: unknown): Person;
  /** Notes what somebody is called, without making them a member. */
  mentioned(value: unknown): void;
  at(index: number): Person | undefined;
  /** What a mention of this id shows. */
  nameOf(id: string): string | undefined;
  readonly all: readonly Person[];
  readonly roles: ReadonlyMap<string, DiscordRole>;
}

export const longestName = 100;

export function createPeople(): People {
  const byKey = new Map<string, Person>();
  const all: Person[] = [];
  const names = new Map<string, string>();
  const roles = new Map<string, DiscordRole>();

  function rolesOf(value: unknown): string[] {
    return listOf(value).flatMap((item) => {
      const { id, name, color, position } = fieldsOf(item);
      if (!isSnowflake(id)) return [];
      roles.set(id, {
        id,
        name: someText(name) ?? "",
        color: someText(color) ?? null,
        position: numberOf(position) ?? 0,
      });
      return [id];
    });
  }

  return {
    of(value) {
      const fields = fieldsOf(value);
      const id = isSnowflake(fields["id"]) ? fields["id"] : "0";
      const name = cut(shownName(someText(fields["name"]) ?? "")) || "unknown";
      const shown = cut(shownName(someText(fields["nickname"]) ?? "")) || name;
      const isWebhook = fields["isBot"] === true && fields["discriminator"] === "0000";
      const key = isWebhook ? `webhook ${id} ${shown}` : id;
      const known = byKey.get(key);
      const person: Person = known ?? {
        id: isWebhook ? shown : `discord:${id}`,
        webhook: isWebhook ? { id, name: shown } : null,
        index: all.length,
        ...{ username: name, nickname: shown, roles: [], firstAt: null },
      };
      if (!known) {
        byKey.set(key, person);
        all.push(person);
      }
      person.username = name;
      person.nickname = shown;
      // People who only reacted come without roles.
      if (Array.isArray(fields["roles"])) person.roles = rolesOf(fields["roles"]);
      names.set(id, shown);
      return person;
    },
    mentioned(value) {
      const { id, name, nickname } = fieldsOf(value);
      const shown = cut(shownName(someText(nickname) ?? someText(name) ?? ""));
      if (isSnowflake(id) && shown !== "" && !names.has(id)) names.set(id, shown);
    },
    at: (index) => all[index],
    nameOf: (id) => names.get(id),
    all,
    roles,
  };
}

const cut = (name: string): string => [...name.slice(0, longestName * 2)].slice(0, longestName).join("");

/**
 * A member without a password, whose id no identity service gives: nobody can log in as them.
 *
 * @param now Unix seconds
 */
export function memberRecord(
  person: Person,
  roleIds: ReadonlyMap<string, string>,
  now: number,
): RecordOf<"member"> {
  const roles = person.roles.flatMap((id) => roleIds.get(id) ?? []);
  return {
    kind: "member",
    id: person.id,
    username: cut(`discord-${person.username}`),
    nickname: person.nickname,
    ...(roles.length > 0 && { roles }),
    status: "offline",
    createdAt: person.firstAt ?? now,
  };
}

/**
 * Types that bind a handler to its definition. They find what a handler can return, and what of it the definition
 * doesn't list. The compiler then reports the list, in one line.
 */
import type { Static, TObject } from "@sinclair/typebox";
import type { Announced, Answered, Encoded, Outcome } from "../actions/outcome.ts";
import type { Emission } from "../chat/emission.ts";
import type { Failure } from "../protocol/errors.ts";

/** A step that is stored first, or continues alone. */
type Later<Then> = { after(result: never): Then } | { exclusively(): Then };

/** Codes of all failures that a handler's result can be. */
export type CodesIn<Returned> =
  Returned extends Promise<infer Settled>
    ? CodesIn<Settled>
    : Returned extends Failure<infer Code>
      ? Code
      : Returned extends Later<infer Then>
        ? CodesIn<Then>
        : Returned extends { readonly reply?: infer Reply }
          ? Reply extends Failure<infer Code>
            ? Code
            : never
          : never;

/** Names of all events that a handler's result can hold. */
export type NamesIn<Returned> =
  Returned extends Promise<infer Settled>
    ? NamesIn<Settled>
    : Returned extends Later<infer Then>
      ? NamesIn<Then>
      : Returned extends Failure
        ? never
        : Returned extends Outcome
          ? NamesOf<Returned["events"]> | NamesOf<Returned["afterwards"]> | AnnouncedIn<Returned["reply"]>
          : never;
type NamesOf<Emissions> = Emissions extends readonly Emission<infer Name>[] ? Name : never;
type AnnouncedIn<Reply> = Reply extends Announced<infer Name> | Answered<infer Name> ? Name : never;

/** Fields of all replies that a handler's result can hold, but for copies of events. */
export type RepliesIn<Returned> =
  Returned extends Promise<infer Settled>
    ? RepliesIn<Settled>
    : Returned extends Later<infer Then>
      ? RepliesIn<Then>
      : Returned extends Failure
        ? never
        : Returned extends { readonly reply: infer Reply }
          ? Reply extends Announced | Answered | Encoded | Failure
            ? never
            : Reply
          : never;

/** Names of the fields in which a reply differs from its schema: wrong, missing or undeclared. */
type Differing<Actual, Declared> = Actual extends unknown
  ?
      | Exclude<keyof Actual, keyof Declared>
      | {
          [Key in keyof Declared]-?: Key extends keyof Actual
            ? Actual[Key] extends Declared[Key]
              ? never
              : Key
            : object extends Pick<Declared, Key>
              ? never
              : Key;
        }[keyof Declared]
  : never;

/** Values that a packet's fields may have: JSON keeps them as they are. */
type Fixed<Value> = Value extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Fixed<Value[Key]> }
    : Value;

/** Stands for a result that the compiler has not found out yet. */
export interface Undetermined {
  readonly undetermined: never;
}

/** The list of a definition that lacks these names, which its handler uses. */
interface Lacks<Name> {
  readonly "add to this list": Name;
}

/** A schema from which the handler's reply differs in these fields. */
interface DiffersIn<Name> {
  readonly "the handler's reply differs in": Name;
}

/** The type that the compiler reports; `unknown` when all is right. */
export type Complaints<Returned, Reply extends TObject, Name, Code> = Undetermined extends Returned
  ? unknown
  : Complaint<Exclude<NamesIn<Returned>, Name>, "events", Lacks<Exclude<NamesIn<Returned>, Name>>> &
      Complaint<Exclude<CodesIn<Returned>, Code>, "errors", Lacks<Exclude<CodesIn<Returned>, Code>>> &
      Complaint<
        Differing<RepliesIn<Returned>, Fixed<Static<Reply>>>,
        "reply",
        DiffersIn<Differing<RepliesIn<Returned>, Fixed<Static<Reply>>>>
      >;
type Complaint<Found, Field extends string, Text> = [Found] extends [never]
  ? unknown
  : { readonly [Key in Field]: Text };

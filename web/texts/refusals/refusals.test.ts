import { expect, test } from "bun:test";
import { de as germanTexts } from "../de.ts";
import { en as englishTexts } from "../en.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { refusals } from "./refusals.gen.ts";
import { translated, valuesIn } from "./translate.ts";

const german = (message: string, code?: string) =>
  translated({ message, ...(code !== undefined && { code }) }, refusals, de);

test("the values of a text are found, whatever they hold, and another text has none", () => {
  const template = "Files of the type {type} are not allowed here. Allowed: {types}";
  const text = "Files of the type a.b* are not allowed here. Allowed: x, y";
  expect(valuesIn(text, template)).toEqual({ type: "a.b*", types: "x, y" });
  expect(valuesIn("something else", template)).toBe(null);
});

test.each([de, en])("texts name only values that the server's have", (own) => {
  const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  for (const [code, text] of Object.entries(own)) {
    const given = namesIn(refusals[code as keyof typeof refusals]);
    expect([code, namesIn(text).filter((name) => !given.includes(name))]).toEqual([code, []]);
  }
});

test("the hint of a new password has the limits of the server's refusal", () => {
  const limits = (text: string) => text.match(/\d+/g);
  for (const { passwordHint } of [englishTexts, germanTexts])
    expect(limits(passwordHint)).toEqual(limits(refusals.password_length));
  for (const { password_length } of [en, de])
    expect(limits(password_length ?? "")).toEqual(limits(refusals.password_length));
});

test("in English a refusal has the words of the page's fields; what the page doesn't say otherwise stays", () => {
  const english = (message: string, code: string) => translated({ message, code }, refusals, en);
  expect(english("Username already taken", "username_taken")).toBe("This name is taken already");
  expect(english("Field 'nickname' is not valid: it must be a text", "invalid_field")).toBe(
    "Not valid: it must be a text",
  );
  expect(english("Poll has ended", "poll_ended")).toBe("Poll has ended");
});

test("what the server refuses is said in German, with its values", () => {
  expect(german("Slow mode: wait 7 seconds before you write here again", "slow_mode")).toBe(
    "Langsamer Modus: warte 7 Sekunden, bis du hier wieder schreibst",
  );
  // Over HTTP there is no code.
  expect(german("The file is empty")).toBe("Die Datei ist leer");
});

test("texts and codes of a newer server fall back to what is known", () => {
  expect(german("No such thing", "unknown_command")).toBe("Dieser Server kennt den Befehl nicht");
  expect(german("No such thing", "unheard_of")).toBe("No such thing");
  expect(german("No such thing")).toBe("No such thing");
});

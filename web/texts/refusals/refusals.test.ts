import { expect, test } from "bun:test";
import { de } from "./de.ts";
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

test("German texts name only values that the English ones have", () => {
  const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  for (const [code, text] of Object.entries(de)) {
    const given = namesIn(refusals[code as keyof typeof refusals]);
    expect([code, namesIn(text).filter((name) => !given.includes(name))]).toEqual([code, []]);
  }
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

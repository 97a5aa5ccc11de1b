/** Which test files run with an executable (tests/executable.test.ts). */

/** In each gate: a login, requests, events, signals, HTTP, pictures. */
export const withExecutable: readonly string[] = [
  "tests/pictures.test.ts",
  "tests/pins.test.ts",
  "tests/reactions.test.ts",
  "tests/stop.test.ts",
];

/** Not with FULL=1 either, and why. */
export const neverWithExecutable: ReadonlyMap<string, string> = new Map([
  ["tests/executable.test.ts", "it is the one that runs the others"],
  ["tests/debian-package.test.ts", "it makes an executable of its own"],
  ["tests/browser.test.ts", "it tests the page"],
  ["tests/npm-start.test.ts", "it tests the script of the sources"],
]);

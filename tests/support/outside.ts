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
  ["tests/docs-commands.test.ts", "it runs the commands of the sources"],
  ["tests/dockerfile.test.ts", "it makes an executable of its own"],
  ["tests/npm-start.test.ts", "it tests the script of the sources"],
]);

/** Single tests that reach into the server's process in another way than through the test server, and how. */
export const reaching: ReadonlyMap<string, string> = new Map([
  ["unfit ones at the start end it with one line", "it reads the error of a start in this process"],
  ["in what a handler waits for is answered too", "it replaces a function"],
  [
    "a password hash of the reference server lets in, and is replaced by a newer kind",
    "it replaces a function",
  ],
  [
    "a server writes with synchronous FULL, unless its configuration says otherwise",
    "it listens to the threads",
  ],
  ["no answer and no event comes before COMMIT has returned", "it loads a module before the server"],
  [
    "when COMMIT fails, the author gets an error, and nobody else gets anything",
    "it loads a module before the server",
  ],
  ["the event loop's delay, and memory", "it measures this process"],
  ["sizes of the database and its log, and when the server started", "it measures this process"],
  ["a file that can't be written is told of, and nothing changes", "it uses the id of this process"],
  ['[ "--colour" ]: exit code 2, the reason and the usage', "the usage of the sources differs"],
  ['[ "--port", "70000" ]: exit code 2, the reason and the usage', "the usage of the sources differs"],
  ['[ "extra" ]: exit code 2, the reason and the usage', "it is a command of the executable"],
  ["--help prints the usage", "the usage of the sources differs"],
]);

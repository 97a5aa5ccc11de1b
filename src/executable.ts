/**
 * Entry of the executables that `npm run build` makes: the server and the command line in one. Without a command it
 * serves, with the flags of `npm start`.
 */
const [command] = process.argv.slice(2);
if (command === undefined || command.startsWith("-")) await import("./main.ts");
else if (command === "image-process") await import("./files/media/image-process.ts");
else await import("./cli/main.ts");

export {};

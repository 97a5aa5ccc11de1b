/** Everything for readers that is made from the definitions: the protocol's reference, the configuration's and the commands'. */
import { version } from "../package.json";
import { configReference } from "../src/config/reference.ts";
import { archivePage } from "./documents/archive-page.ts";
import { asyncapi } from "./documents/asyncapi.ts";
import { commandPage } from "./documents/command-page.ts";
import { commandsPage } from "./documents/commands-page.ts";
import { eventPage } from "./documents/event-page.ts";
import { floorsPicture } from "./documents/floors.ts";
import { indexPage } from "./documents/index-page.ts";
import { messageWayPicture } from "./documents/message-way.ts";
import { protocol } from "./documents/protocol.ts";
import { closeCodesPage, errorsPage, objectsPage } from "./documents/table-pages.ts";

/** Whatever lies in this folder and is not made any more is stale. */
export const documentsFolder = "docs/protocol";

/** Files in the folder of a repository at `root` that no definition makes any more. */
export function leftovers(root: string, made: ReadonlyMap<string, string>): string[] {
  const files = [...new Bun.Glob(`${documentsFolder}/**`).scanSync({ cwd: root, dot: true })];
  return files.filter((path) => !made.has(path)).sort();
}

/** Path from the root of the repository, and text. The same definitions give the same texts on every machine. */
export function documents(): ReadonlyMap<string, string> {
  const whole = protocol();
  return new Map([
    ["docs/archive-format.md", archivePage()],
    ["docs/commands.md", commandsPage()],
    ["docs/configuration.md", configReference()],
    ["docs/architecture/floors.svg", floorsPicture()],
    ["docs/architecture/message.svg", messageWayPicture()],
    [`${documentsFolder}/README.md`, indexPage(whole)],
    [`${documentsFolder}/asyncapi.json`, `${JSON.stringify(asyncapi(whole, version), null, 2)}\n`],
    [`${documentsFolder}/close-codes.md`, closeCodesPage()],
    [`${documentsFolder}/errors.md`, errorsPage()],
    [`${documentsFolder}/objects.md`, objectsPage()],
    ...whole.commands.map(
      (command) =>
        [`${documentsFolder}/commands/${command.definition.name}.md`, commandPage(command)] as const,
    ),
    ...whole.events.map(
      (event) => [`${documentsFolder}/events/${event.definition.name}.md`, eventPage(event)] as const,
    ),
  ]);
}

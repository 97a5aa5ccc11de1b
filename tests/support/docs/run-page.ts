/** Runs the commands of a page of the documentation, one after the other. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pages } from "./pages.ts";
import { makeScene, type Ran, type Scene } from "./scene.ts";
import { shownCommands } from "./shell-blocks.ts";

const root = join(import.meta.dir, "../../..");

/**
 * @param page path from the root of the repository
 * @param prepare does more than the page's own preparation
 * @throws Error with what a command said that failed
 */
export async function runPage(page: string, prepare?: (scene: Scene) => void): Promise<void> {
  const scene = await makeScene();
  try {
    await pages[page]?.prepare?.(scene);
    prepare?.(scene);
    const text = readFileSync(join(root, page), "utf8");
    for (const { line, command } of shownCommands(text)) {
      if (Object.hasOwn(pages[page]?.notRun ?? {}, command)) continue;
      const { code, said } = await ran(scene, page, command);
      const { tells } = pages[page]?.steps?.[command] ?? {};
      const missing = tells ? (text.match(tells) ?? ["nothing"]).filter((name) => !said.includes(name)) : [];
      if (missing.length > 0)
        throw new Error(`${page}:${line}: \`${command}\` knows no ${missing.join(", ")}`);
      if (code !== 0) throw new Error(`${page}:${line}: \`${command}\` ended with ${code}:\n${said}`);
    }
  } finally {
    await scene.dispose();
  }
}

async function ran(scene: Scene, page: string, command: string): Promise<Ran> {
  const { before, answers, serves, folder } = pages[page]?.steps?.[command] ?? {};
  await before?.(scene);
  const place = join(scene.checkout, folder ?? "");
  if (serves) return scene.serves(command, place);
  return answers ? scene.answered(command, answers) : scene.run(command, place);
}

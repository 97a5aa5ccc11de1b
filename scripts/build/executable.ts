/** Compiles the server into one file: all programs, the built page, the documentation, the client library, and the Bun of a platform. */
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { threads } from "../../src/programs/programs.ts";
import { runTool } from "./tool.ts";

export interface ExecutableOptions {
  readonly root: string;
  /** What `--version` says. */
  readonly version: string;
  /** The file to make. On Windows it ends in `.exe`. */
  readonly path: string;
  /** For another platform than this one. */
  readonly other?: { readonly target: string; readonly bun: string };
}

/** @throws Error with the messages of the bundler */
export function buildExecutable({ root, version, path, other }: ExecutableOptions): void {
  const scratch = mkdtempSync(join(tmpdir(), "originchats-build-"));
  const source = (file: string) => join(root, "src", file);
  try {
    // The last part of the path is its name inside the executable, where src/http/built/build.ts and src/cli/client-library.ts find it.
    const [page, docs, client] = [join(scratch, "page"), join(scratch, "docs"), join(scratch, "client")];
    runTool([process.execPath, join(root, "scripts/build-page.ts"), page], root);
    runTool([process.execPath, join(root, "scripts/build-docs.ts"), docs], root);
    runTool([process.execPath, join(root, "scripts/build-client.ts"), client], root);
    const made = join(scratch, "originchats.exe");
    const platform = other ? [`--target=${other.target}`, `--compile-executable-path=${other.bun}`] : [];
    runTool(
      [
        ...[process.execPath, "build", "--compile", ...platform, `--outfile=${made}`],
        // It reads no .env and no bunfig.toml of the folder that it is started in.
        ...["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"],
        ...["--minify-syntax", "--minify-whitespace", "--sourcemap=inline"],
        ...["--define", `versionOfBuild=${JSON.stringify(version)}`, `--asset=${page}`, `--asset=${docs}`],
        `--asset=${client}`,
        ...["--root", source(""), source("executable.ts"), ...Object.values(threads).map(source)],
      ],
      scratch,
    );
    renameOrCopy(made, path);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The scratch folder may be on another file system. */
function renameOrCopy(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    runTool(["cp", from, to], tmpdir());
  }
}

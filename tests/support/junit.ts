/** What a run of `bun test --reporter=junit` says: how many tests passed with an executable, and which failed. */
import { needsInside } from "./executable-server.ts";
import { reaching } from "./outside.ts";

/** Failures that say nothing of the executable. Its budgets are the usual ones, where test servers have wide ones. */
const excused = [needsInside, "Rate limited: ", "too_many_requests"];

export function failuresIn(xml: string): { readonly passed: number; readonly failed: readonly string[] } {
  const failed: string[] = [];
  let passed = 0;
  for (const [, attributes = "", body] of xml.matchAll(
    /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
    // A hook that closes a server which its beforeAll could not start.
    if (of("\\bname") === "(unnamed)") continue;
    const failure = /<failure[^>]*message="([^"]*)"/.exec(body ?? "")?.[1];
    if (body === undefined) passed += 1;
    else if (
      failure !== undefined &&
      !reaching.has(decoded(of("\\bname"))) &&
      !excused.some((text) => failure.includes(text))
    ) {
      failed.push(`${of("file")}: ${of("\\bname")}: ${failure.slice(0, 200)}`);
    }
  }
  return { passed, failed };
}

function decoded(text: string): string {
  const marks: Readonly<Record<string, string>> = { amp: "&", apos: "'", quot: '"', lt: "<", gt: ">" };
  return text.replace(/&(amp|apos|quot|lt|gt);/g, (all, name: string) => marks[name] ?? all);
}

/** What a run of `bun test --reporter=junit` says: how many tests passed with an executable, and which failed. */
import { needsInside } from "./executable-server.ts";

/** Failures that say nothing of the executable. Its budgets are the usual ones, where test servers have wide ones. */
const excused = [needsInside, "Rate limited: "];

export function failuresIn(xml: string): { readonly passed: number; readonly failed: readonly string[] } {
  const failed: string[] = [];
  let passed = 0;
  for (const [, attributes = "", body] of xml.matchAll(
    /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
    const failure = /<failure[^>]*message="([^"]*)"/.exec(body ?? "")?.[1];
    if (body === undefined) passed += 1;
    else if (failure !== undefined && !excused.some((text) => failure.startsWith(text))) {
      failed.push(`${of("file")}: ${of("\\bname")}: ${failure.slice(0, 200)}`);
    }
  }
  return { passed, failed };
}

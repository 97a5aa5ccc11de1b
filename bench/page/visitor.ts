/** Somebody at the page in Chromium, with the debugger's tools that the benchmark needs. */
import type { CDPSession, Page } from "playwright-core";
import type { People } from "../../tests/support/page.ts";

export interface Visitor {
  readonly page: Page;
  readonly tools: CDPSession;
  /** Slows the page's main thread down by a factor; 1 is as it is. */
  slowDown(factor: number): Promise<void>;
  /** A value of `Performance.getMetrics`: seconds, bytes, or a count. */
  metric(name: "ScriptDuration" | "TaskDuration" | "JSHeapUsedSize" | "Nodes"): Promise<number>;
  /** Live bytes of JavaScript, after a collection of garbage. */
  heap(): Promise<number>;
  close(): Promise<void>;
}

export async function visit(people: People, url: string, name: string): Promise<Visitor> {
  const { page } = await people.enter({ url }, name);
  const tools = await page.context().newCDPSession(page);
  await tools.send("Performance.enable", { timeDomain: "threadTicks" });
  await tools.send("HeapProfiler.enable");
  await page.locator("[data-id]").first().waitFor();
  const visitor: Visitor = {
    page,
    tools,
    async slowDown(rate) {
      await tools.send("Emulation.setCPUThrottlingRate", { rate });
    },
    async metric(name) {
      const { metrics } = await tools.send("Performance.getMetrics");
      return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    },
    async heap() {
      await tools.send("HeapProfiler.collectGarbage");
      return visitor.metric("JSHeapUsedSize");
    },
    close: () => page.context().close(),
  };
  return visitor;
}

/** The alerts and the dashboard in deploy/monitoring name metrics that the server has. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { certificate } from "./support/proxies.ts";
import { newFolder, startTestServer } from "./support/server.ts";

const folder = join(import.meta.dir, "../deploy/monitoring");
const alerts = Bun.YAML.parse(readFileSync(join(folder, "alerts.yml"), "utf8")) as {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
};
const dashboard: {
  panels: {
    title: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets: { expr: string }[];
  }[];
} = JSON.parse(readFileSync(join(folder, "dashboard.json"), "utf8"));
const rules = alerts.groups.flatMap((group) => group.rules);

test.skipIf(Bun.which("openssl") === null)("every metric that they name is in /metrics", async () => {
  const data = newFolder();
  const { key, cert } = certificate(data);
  const server = await startTestServer({ folder: data, config: { websocket: { tls: { key, cert } } } });
  const answer = await fetch(`${server.url}/metrics`, { tls: { rejectUnauthorized: false } });
  const known = new Set<string>();
  for (const [, name = "", type] of (await answer.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    if (type !== "histogram") known.add(name);
    else for (const part of ["bucket", "sum", "count"]) known.add(`${name}_${part}`);
  }
  await server.dispose();
  const named = (texts: readonly string[]) => texts.flatMap((text) => text.match(/originchats_\w+/g) ?? []);
  const inAlerts = named(rules.map(({ expr }) => expr));
  const inPanels = named(dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)));
  expect(inAlerts.length).toBeGreaterThan(8);
  expect(inPanels.length).toBeGreaterThan(20);
  expect([...inAlerts, ...inPanels].filter((name) => !known.has(name))).toEqual([]);
});

test("each alert has a name of its own and says what is wrong, and no panel lies on another", () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  expect(rules.filter(({ annotations }) => !annotations.summary)).toEqual([]);
  const fields = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  );
  expect(new Set(fields).size).toBe(fields.length);
});

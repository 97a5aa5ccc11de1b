/** The alerts and the dashboard in deploy/monitoring name metrics that the server has. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConnectionRefusal } from "../src/gateway/admission.ts";
import { metrics } from "../src/http/metrics.ts";
import type { PushResult } from "../src/push/send.ts";
import { measured } from "./support/measured.ts";
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

/** Values of labels that the server counts by, where an expression names one. */
const refusals: Record<ConnectionRefusal, true> = {
  origin: true,
  address_full: true,
  full: true,
  stopping: true,
};
const pushes: Record<PushResult["kind"], true> = { sent: true, gone: true, later: true, refused: true };
const values: Readonly<Record<string, object>> = {
  "originchats_connections_refused_total reason": refusals,
  "originchats_pushes_total result": pushes,
};

test("every label that they name is one of its metric, with a value that it can have", async () => {
  const route = metrics(
    () => measured,
    () => true,
    "1.2.3",
  );
  const client = { address: "192.0.2.1", trusted: true, awaited() {} };
  const answer = await route.handle(new Request("http://x/metrics"), client, {});
  const labels = new Map<string, Set<string>>();
  for (const [, name = "", all = ""] of (await answer.text()).matchAll(/^(\w+)(?:\{(.*)\})? /gm)) {
    const known = labels.get(name) ?? new Set();
    for (const [, label = ""] of all.matchAll(/(\w+)="/g)) known.add(label);
    labels.set(name, known);
  }
  const expressions = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  let checked = 0;
  for (const expression of expressions) {
    for (const [, name = "", selector = ""] of expression.matchAll(/(originchats_\w+)\{([^}]*)\}/g)) {
      for (const [, label = "", value = ""] of selector.matchAll(/(\w+)[=!~]+"([^"]*)"/g)) {
        checked++;
        expect([expression, [...(labels.get(name) ?? [])]]).toEqual([
          expression,
          expect.arrayContaining([label]),
        ]);
        expect(Object.keys(values[`${name} ${label}`] ?? {})).toContain(value);
      }
    }
    for (const [, list = "", inner = ""] of expression.matchAll(/by \(([^)]*)\) (\(.*\))/g)) {
      for (const [name] of inner.matchAll(/originchats_\w+/g)) {
        checked++;
        const known = [...(labels.get(name) ?? [])];
        expect([expression, known]).toEqual([expression, expect.arrayContaining(list.split(/, */))]);
      }
    }
  }
  expect(checked).toBeGreaterThan(6);
});

test("each alert has a name of its own and says what is wrong, and no panel lies on another", () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  expect(rules.filter(({ annotations }) => !annotations.summary)).toEqual([]);
  const fields = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  );
  expect(new Set(fields).size).toBe(fields.length);
});

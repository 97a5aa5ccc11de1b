/** The few shapes that the pictures of docs/architecture.md consist of, readable on light and dark pages. */

// The background is the picture's own, so that it is readable on any page.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .name { font: 600 13px ui-monospace, monospace } .quiet { fill: #59636e }
  .page { fill: #ffffff } .box { fill: #eef4fb; stroke: #4078c0 } .lane { fill: #f6f8fa; stroke: #d1d9e0 }
  .arrow { stroke: #59636e; stroke-width: 1.5; fill: none; marker-end: url(#head) } #head path { fill: #59636e }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9198a1 }
    .page { fill: #0d1117 } .box { fill: #14243a; stroke: #4d8bd6 } .lane { fill: #151b23; stroke: #3d444d }
    .arrow { stroke: #9198a1 } #head path { fill: #9198a1 }
  }`;

export function picture(title: string, width: number, height: number, parts: readonly string[]): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}\n</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    `<rect class="page" width="${width}" height="${height}" rx="6"/>`,
    ...parts,
    "</svg>",
  ].join("\n")}\n`;
}

export function box(kind: "box" | "lane", x: number, y: number, width: number, height: number): string {
  return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/>`;
}

export function words(text: string, x: number, y: number, kind = "", anchor = "start"): string {
  return `<text${kind && ` class="${kind}"`} x="${x}" y="${y}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

export function arrow(path: string): string {
  return `<path class="arrow" d="${path}"/>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

import type { Config } from "../config/schema.ts";
import { shownName } from "../text/shown.ts";
import type { Route } from "./route.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character] ?? "");

/** A page for whoever opens the address in a browser. */
export function indexPage(config: () => Config): Route {
  return {
    path: "/index.html",
    handle() {
      const name = escaped(shownName(config().server.name));
      const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<body style="font: 1rem/1.5 system-ui; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<h1>${name}</h1>
<p>This is an OriginChats server. Add its address to an OriginChats client to join.</p>
</body>
</html>
`;
      return new Response(page, {
        headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" },
      });
    },
  };
}

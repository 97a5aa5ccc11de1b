/** The files of the built-in page. */
import { builder } from "../built/build.ts";

/** `index.html` is the page itself, `worker.js` its service worker; the other names change with the bytes. */
export const pageFiles = builder({
  name: "page",
  script: "build-page.ts",
  sources: ["web", "client", "scripts/build-page.ts", "scripts/built-file.ts", "package-lock.json"],
});

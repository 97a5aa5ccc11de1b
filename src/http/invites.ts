/** Where invites lead: a page for people, and the check that clients make before they show a card. */

import type { Config } from "../config/schema.ts";
import type { ServerFace } from "../config/server-face.ts";
import { networkOf } from "../limiting/network.ts";
import { cliCommand } from "../programs/programs.ts";
import type { Failure } from "../protocol/errors.ts";
import { addressFor, escaped, hostOf, htmlPage, type PageOptions } from "./html.ts";
import { type InviteTexts, inviteTextsFor } from "./invite-texts.ts";
import { isPageOn } from "./page/page.ts";
import { json, type Route, refusal } from "./route.ts";
import { createRouteBudget, withFields } from "./route-budget.ts";

export interface InviteParts {
  readonly config: () => Config;
  readonly face: () => ServerFace;
  /** Address that the server listens on, such as `http://127.0.0.1:5613`. */
  readonly listening: () => string;
  /** The valid invite of this code, or why nobody can join with it. */
  find(code: string): Promise<{ readonly code: string; readonly expiresAt: number | null } | Failure>;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
}

/** Looks at codes, of one network. */
const looks = { perMinute: 20, burst: 20 };
const officialClient = "https://originchats.com/invite";

export function inviteRoutes({ config, face, listening, find, elapsed }: InviteParts): readonly Route[] {
  const budget = createRouteBudget("invites", () => looks, elapsed);

  /** A route of one code, for networks that may still look. */
  const looking = (path: string, answer: (request: Request, code: string) => Promise<Response>): Route => ({
    path,
    async handle(request, { address }, { code = "" }) {
      const { wait, fields } = budget.charge(networkOf(address));
      return wait > 0
        ? refusal(429, "Too many invites were looked at; try again later", fields)
        : withFields(await answer(request, code), fields);
    },
  });

  /** A page in the visitor's language. */
  const page = (texts: InviteTexts, title: string, body: string, options: PageOptions) =>
    withFields(htmlPage(title, body, { ...options, language: texts.language, accent: face().accent }), {
      Vary: "Accept-Language",
    });

  return [
    looking("/invite/:code/check", async (_request, code) => {
      const found = await find(code);
      // Clients read the body of 200 and 404 only (compatibility.md#invite-check).
      if ("val" in found) return json({ valid: false, reason: found.code }, { status: 404 });
      const { name, icon, banner, description, owner } = face();
      return json({
        valid: true,
        code: found.code,
        expires_at: found.expiresAt,
        server: {
          name,
          icon: icon ?? "",
          banner: banner ?? "",
          ...(description !== null && { description }),
          owner,
        },
      });
    }),
    looking("/invite/:code", async (request, code) => {
      const found = await find(code);
      const texts = inviteTextsFor(request);
      if ("val" in found) return page(texts, texts.invalid, `<p>${texts.invalidNote}</p>\n`, { status: 404 });
      return page(texts, texts.invited(face().name), welcome(request, found.code, texts), {
        icon: icon("../"),
      });
    }),
    {
      path: "/invite",
      handle(request) {
        const texts = inviteTextsFor(request);
        return page(texts, texts.join(face().name), welcome(request, null, texts), { icon: icon("./") });
      },
    },
  ];

  /** The server's own picture. One of another host is not shown. */
  function icon(root: string): string | null {
    const [, own] = /\/(server-assets\/icon\?v=[\w.-]+)$/.exec(face().icon ?? "") ?? [];
    return own === undefined ? null : root + own;
  }

  /** @param code null: this server's address alone */
  function welcome(request: Request, code: string | null, texts: InviteTexts): string {
    const { description } = face();
    const { cracked, auth_mode } = config();
    const address = addressFor(request, config(), listening());
    const host = hostOf(address);
    const isSecure = address.protocol === "https:";
    const link = `${officialClient}/${[host, ...(code === null ? [] : [code])].join("/")}`;
    const socket = `${isSecure ? "wss" : "ws"}://${host}`;
    const about = description ? `<p>${escaped(description)}</p>\n` : "";
    const web = isSecure ? `<p><a href="${escaped(link)}">${texts.official}</a></p>\n` : "";
    const here = isPageOn(config())
      ? `<p><a class="action" href="${code === null ? "./" : `../#invite=${escaped(code)}`}">${texts.here}</a></p>\n`
      : "";
    const terminal =
      auth_mode === "rotur" || (!cracked.allow_registration && code === null)
        ? ""
        : `<details${here || web ? "" : " open"}><summary>${texts.terminal}</summary>
<p>${texts.terminalNote}</p>
<pre>${cliCommand} chat --url ${escaped(socket)}${code === null ? "" : ` --invite ${escaped(code)}`}</pre>
</details>\n`;
    return `${about}${here}${web}${terminal}`;
  }
}

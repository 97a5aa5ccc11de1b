import { type Rows, refused } from "../cast.ts";

export const changing = {
  rate_limit_reset: {
    "one who was muted, and speaks": async ({ olga, paul }) => {
      await olga.request("rate_limit_reset", { user: "paul" });
      await paul.request("message_new", { channel: "general", content: "at last" });
    },
    "refused: not permitted": ({ mira }) =>
      refused(mira.request("rate_limit_reset", { user: "paul" }), "permission_required"),
  },
} satisfies Rows;

export const reading = {
  modlog_get: { asked: ({ olga }) => olga.request("modlog_get", { actor: "olga" }) },
  modlog_summary: { asked: ({ mira }) => mira.request("modlog_summary") },
  rate_limit_status: {
    "refused: no limits here": ({ nora }) => refused(nora.request("rate_limit_status"), "limits_off"),
    "the own one, and another's, where there are limits": async ({ town, olga, nora }) => {
      await town.server.reconfigure({ rate_limiting: { enabled: true } });
      await nora.request("rate_limit_status");
      await olga.request("rate_limit_status", { user: "nora" });
      await town.server.reconfigure({});
    },
  },
} satisfies Rows;

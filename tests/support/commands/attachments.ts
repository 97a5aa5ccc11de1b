import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";
import { upload } from "../uploads.ts";

const one = {
  names: { attachment_id: null },
  right: { attachment_id: "none" },
  tells: { nothing: "no upload has this id" },
  lists: null,
  whileLow: "works",
} as const;

export const rows = {
  attachment_delete: one,
  attachment_get: one,
  attachment_list: {
    names: { user: "user", limit: null, offset: null },
    tells: { nothing: "nothing was uploaded" },
    lists: null,
    whileLow: "works",
  },
  attachment_upload_key: {
    names: {},
    tells: { nothing: "it answers with a key" },
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

export const changing = {
  attachment_delete: {
    "of an own message": async ({ mira, town }) => {
      const { id } = await upload(mira, town.server.url);
      await mira.request("message_new", { channel: "general", content: "look", attachments: [{ id }] });
      await mira.request("attachment_delete", { attachment_id: id });
    },
    "by a moderator, where only staff sees it": async ({ olga, mira, town }) => {
      const { id } = await upload(mira, town.server.url, { channel: "vault" });
      await mira.request("message_new", { channel: "vault", content: "", attachments: [{ id }] });
      await olga.request("attachment_delete", { attachment_id: id });
    },
    "of an upload that nobody sent": async ({ mira, town }) => {
      const { id } = await upload(mira, town.server.url);
      await mira.request("attachment_delete", { attachment_id: id });
    },
    refused: async ({ mira, nora, town }) => {
      const { id } = await upload(mira, town.server.url);
      await refused(nora.request("attachment_delete", { attachment_id: id }), "attachment_not_found");
      await mira.request("message_new", { channel: "general", content: "look", attachments: [{ id }] });
      await refused(nora.request("attachment_delete", { attachment_id: id }), "attachment_denied");
    },
  },
} satisfies Rows;

export const reading = {
  attachment_get: {
    "of an own one": async ({ mira, town }) => {
      const { id } = await upload(mira, town.server.url);
      await mira.request("attachment_get", { attachment_id: id });
    },
  },
  attachment_list: { "of the own ones": ({ mira }) => mira.request("attachment_list") },
  attachment_upload_key: { asked: ({ mira }) => mira.request("attachment_upload_key") },
} satisfies Rows;

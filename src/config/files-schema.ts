/** Sections of the configuration about pictures and uploaded files. */
import { Type } from "@sinclair/typebox";
import { byManagers, byOwners, days, imageSide, large, shortList, text, written } from "./schema-words.ts";

export const uploadsSection = Type.Object(
  {
    emoji_allowed_file_types: Type.Array(
      Type.String({ pattern: "^\\.?[A-Za-z0-9]{1,16}$", words: "a file type such as png" }),
      {
        ...written(["gif", "jpg", "jpeg", "png"]),
        ...shortList,
        ...byManagers,
        description:
          "File types of new custom emojis: png, jpg, gif, webp. SVG is never accepted: it can hold scripts.",
      },
    ),
  },
  { description: "Custom emojis." },
);

export const attachmentsSection = Type.Object(
  {
    enabled: Type.Boolean({
      ...written(true),
      ...byManagers,
      description: "Files can be uploaded. Without it, those that are there are not served either.",
    }),
    max_size: Type.Integer({
      ...written(104_857_600),
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      ...byManagers,
      description: "Bytes of one file.",
    }),
    allowed_types: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      ...written(["image/*", "video/*", "audio/*", "application/pdf"]),
      ...shortList,
      ...byManagers,
      description:
        "MIME types of files: exact, `type/*`, or `*`. The server finds out the type by the bytes. An empty list allows every type.",
    }),
    permanent_tiers: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      ...written(["pro", "max"]),
      description: "Rotur subscriptions whose files live long.",
    }),
    permanent_expiration_days: Type.Integer({
      ...written(365),
      ...days,
      ...byManagers,
      description: "Days that a file of such a subscription lives.",
    }),
    free_tier_max_expiration_days: Type.Integer({
      ...written(7),
      ...days,
      ...byManagers,
      description:
        "Days that anybody else's file lives at most. Large files live shorter (docs/attachments.md).",
    }),
    max_attachments_per_user: Type.Integer({
      ...written(-1),
      minimum: -1,
      maximum: large,
      ...byManagers,
      description: "Files of one user: -1 any number, 0 none; beyond it the oldest are removed.",
    }),
    uploads_per_minute: Type.Integer({
      ...written(10),
      minimum: 0,
      maximum: large,
      ...byManagers,
      description: "Uploads per minute of one user. Those of one network: six times as many. 0: any number.",
    }),
    subscription_cache_ttl: Type.Integer({
      ...written(300),
      minimum: 0,
      maximum: 86_400,
      description: "Seconds for which a user's Rotur subscription is remembered.",
    }),
    max_total_size: Type.Integer({
      default: -1,
      minimum: -1,
      maximum: Number.MAX_SAFE_INTEGER,
      ...byOwners,
      description:
        "Bytes of all files together; beyond it uploads are refused. Uploads in several requests need their space from the beginning. -1: any number.",
    }),
    compression: Type.Object({
      enabled: Type.Boolean({
        ...written(true),
        description:
          "Make uploaded still pictures smaller that are larger than this. Animations stay as they are.",
      }),
      max_width: Type.Integer({
        ...written(1920),
        ...imageSide,
        description: "Width in pixels.",
      }),
      max_height: Type.Integer({
        ...written(1920),
        ...imageSide,
        description: "Height in pixels.",
      }),
      jpeg_quality: Type.Integer({
        ...written(85),
        minimum: 1,
        maximum: 100,
        description: "Quality of JPEG pictures.",
      }),
      webp_quality: Type.Integer({
        ...written(85),
        minimum: 1,
        maximum: 100,
        description: "Quality of WebP pictures.",
      }),
      png_compression: Type.Integer({
        awaits: "an encoder that takes it",
        ...written(6),
        minimum: 0,
        maximum: 9,
        description: "Effort for PNG pictures.",
      }),
    }),
  },
  {
    description: "Files that users upload.",
  },
);

export const filesSection = Type.Object(
  {
    store: Type.Union([Type.Literal("folder"), Type.Literal("s3")], {
      default: "folder",
      restart: true,
      description:
        "Files lie in a folder, or in a bucket of an S3-compatible object store. Files are not moved when this is changed.",
    }),
    folder: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
      default: null,
      absent: "`files` in the data folder",
      restart: true,
      description:
        "Folder of uploaded files; a relative path begins at the data folder. With `s3`, files lie there only while they are uploaded.",
    }),
    s3: Type.Object({
      endpoint: Type.String({
        default: "https://s3.amazonaws.com",
        format: "http-url",
        restart: true,
        description: "Address of the object store.",
      }),
      bucket: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
        default: null,
        restart: true,
        description: "Bucket, which must be there. Nobody else may need access to it.",
      }),
      region: Type.String({
        default: "us-east-1",
        maxLength: 100,
        restart: true,
        description: "Region that requests are signed for.",
      }),
      prefix: Type.String({
        default: "",
        maxLength: 500,
        restart: true,
        description: "What the names of all objects begin with.",
      }),
      access_key_id: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
        default: null,
        absent: "the environment variable `S3_ACCESS_KEY_ID`",
        restart: true,
        description: "Access key.",
      }),
      secret_access_key: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
        default: null,
        absent: "the environment variable `S3_SECRET_ACCESS_KEY`",
        restart: true,
        description: "Secret of the access key.",
      }),
    }),
  },
  { description: "Where uploaded files are stored." },
);

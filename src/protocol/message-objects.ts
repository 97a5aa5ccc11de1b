/** Messages on the wire, with what they carry. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";
import { PollObject } from "./poll-objects.ts";

/** Names; `roles` holds each role's name and its id (compatibility.md#role-pings). */
export const PingsObject = Type.Object({
  users: Type.Array(Type.String()),
  roles: Type.Array(Type.String()),
  replies: Type.Array(Type.String()),
});

const embedText = (limit: number) => Type.String({ description: `At most ${limit} characters` });
const embedUrl = Type.String({ description: "http or https, at most 2048 characters" });
const EmbedImage = Type.Object({
  url: embedUrl,
  width: Type.Optional(Type.Integer({ description: "Pixels" })),
  height: Type.Optional(Type.Integer({ description: "Pixels" })),
});

/** `chat/embeds.ts` checks what users send. */
export const EmbedObject = Type.Object(
  {
    type: Type.String({
      description:
        "rich (if absent in a request), link, image, video or article; poll only from `poll_create`",
    }),
    title: Type.Optional(embedText(256)),
    description: Type.Optional(embedText(4096)),
    url: Type.Optional(
      Type.String({ description: "http or https, at most 2048 characters; a `link` needs it" }),
    ),
    color: Type.Optional(Type.Integer({ description: "0 to 16777215: 0xRRGGBB" })),
    timestamp: Type.Optional(Type.String({ description: "ISO 8601; shown beside the footer" })),
    author: Type.Optional(
      Type.Object({ name: embedText(256), url: Type.Optional(embedUrl), icon_url: Type.Optional(embedUrl) }),
    ),
    footer: Type.Optional(Type.Object({ text: embedText(2048), icon_url: Type.Optional(embedUrl) })),
    image: Type.Optional(EmbedImage),
    thumbnail: Type.Optional(EmbedImage),
    poll: Type.Optional(PollObject),
    fields: Type.Optional(
      Type.Array(Type.Object({ name: embedText(256), value: embedText(1024), inline: Type.Boolean() }), {
        description: "At most 25",
      }),
    ),
  },
  { description: "At most 10 in a message, each with at most 6000 characters of text in all" },
);
export type WireEmbed = Static<typeof EmbedObject>;

const ThumbnailObject = Type.Object({
  url: Type.String(),
  width: Type.Integer({ description: "Pixels" }),
  height: Type.Integer({ description: "Pixels" }),
});

export const AttachmentObject = Type.Object({
  id: Type.String({ description: "Random: it gives access to the file" }),
  name: Type.String({ description: "Name of the file, at most 255 characters" }),
  mime_type: Type.String({ description: "By the bytes, whatever the upload said" }),
  size: Type.Integer({ description: "Bytes" }),
  url: Type.String({ description: "Where the file is served" }),
  expires_at: nullable(seconds("When the file is removed, or was removed; null: never")),
  permanent: Type.Boolean({ description: "The uploader's subscription keeps it for long" }),
  width: Type.Optional(Type.Integer({ description: "Pixels of a picture or film" })),
  height: Type.Optional(Type.Integer({ description: "Pixels of a picture or film" })),
  duration: Type.Optional(Type.Number({ description: "Seconds of a film or sound" })),
  blurhash: Type.Optional(
    Type.String({ description: "BlurHash of a picture, to show until the picture is there" }),
  ),
  thumbnails: Type.Optional(
    Type.Partial(Type.Object({ small: ThumbnailObject, large: ThumbnailObject }), {
      description: "Smaller versions of a picture in WebP, where there are any",
    }),
  ),
});
export type WireAttachment = Static<typeof AttachmentObject>;

export const MessageObject = Type.Object({
  id: Type.String(),
  user: Type.String({ description: "Username of the author, or a plain name if the author is no user" }),
  content: Type.String(),
  timestamp: seconds("Strictly increasing in a channel"),
  type: Type.Literal("message"),
  pinned: Type.Boolean(),
  interaction: nullable(
    Type.Object(
      {
        command: Type.String(),
        username: Type.String({ description: "The caller's name, as it was then" }),
      },
      { description: "The slash command that the message answers, or null" },
    ),
  ),
  edited: Type.Optional(Type.Literal(true)),
  edited_at: Type.Optional(seconds("Time of the last edit")),
  reply_to: Type.Optional(
    Type.Object({
      id: Type.String(),
      user: Type.String(),
      content: Type.Optional(
        Type.String({ description: "In `pings_get`: how the original begins, at most 100 characters" }),
      ),
    }),
  ),
  ping: Type.Optional(Type.Boolean({ description: "As the sender of a reply set it" })),
  pings: PingsObject,
  reactions: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.String()), {
      description: "Emoji to usernames, both in the order of arrival; absent when there are none",
    }),
  ),
  webhook: Type.Optional(
    Type.Object(
      {
        id: Type.String(),
        name: Type.String({ description: "The author's name" }),
        avatar: nullable(Type.String({ description: "URL of a picture" })),
      },
      { description: "Only of messages that a webhook posted; `user` is `originChats` then" },
    ),
  ),
  avatar: Type.Optional(Type.String({ description: "URL of the webhook's picture" })),
  attachments: Type.Optional(
    Type.Array(AttachmentObject, { description: "At most 10; absent when there are none" }),
  ),
  ephemeral: Type.Optional(
    Type.Literal(true, { description: "It is for the receiver alone, and is not stored" }),
  ),
  embeds: Type.Optional(Type.Array(EmbedObject)),
});
export type WireMessage = Static<typeof MessageObject>;

/** A message in a list that spans several places. */
export const PlacedMessage = Type.Object({
  ...MessageObject.properties,
  channel: Type.String({ description: "Channel name; a thread's forum" }),
  thread_id: Type.Optional(Type.String({ description: "Only in threads" })),
});

export const PageRange = Type.Object({
  start: Type.Integer(),
  end: Type.Integer(),
  limit: Type.Optional(Type.Integer()),
});

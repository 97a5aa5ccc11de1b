/**
 * The records of an archive: everything that a server keeps, as values that depend on no database. Readers make them
 * (of an archive folder, of a running server's database, of other servers' folders), and write-store.ts stores them.
 *
 * - A field that is absent has no value: null, false, or an empty list.
 * - `room` names a channel or a thread by a key of the archive. Any text does that is unique there. `""` is a channel
 *   that was deleted.
 * - Times are Unix seconds. Those of messages are microseconds since the epoch, as integers.
 * - `file` names a file of the source (source.ts). A name of 64 hexadecimal digits is the SHA-256 of the content.
 *
 * Records come in the order of `recordKinds`. All messages of a room follow each other, the oldest first.
 */
import {
  type Static,
  type TArray,
  type TObject,
  type TOptional,
  type TProperties,
  type TSchema,
  Type,
} from "@sinclair/typebox";
import { channelTypes } from "../protocol/channel-fields.ts";
import { type ChannelAction, channelActions } from "../protocol/permissions.ts";

const text = (description: string) => Type.String({ description });
const id = (description: string) => Type.String({ minLength: 1, description });
const seconds = (description: string) => Type.Number({ description: `${description}; Unix seconds` });
const microseconds = (description: string) =>
  Type.Integer({ description: `${description}; microseconds since the epoch` });
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));
const list = <Item extends TSchema>(item: Item, description: string) =>
  Type.Optional(Type.Array(item, { description }));
const maybe = <Field extends TSchema>(field: Field) => Type.Optional(field);
const json = (description: string) =>
  Type.Optional(Type.Object({}, { description, additionalProperties: true }));
const base64 = (description: string) =>
  Type.String({ pattern: "^[A-Za-z0-9+/]*={0,2}$", description: `${description}, in base64` });
const time = (description: string) =>
  Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description: `${description}, as HH:MM` });

function kind<Kind extends string, Fields extends TProperties>(
  name: Kind,
  description: string,
  fields: Fields,
) {
  return Type.Object({ kind: Type.Literal(name), ...fields }, { description, additionalProperties: false });
}

/** An object inside a record. */
function part<Fields extends TProperties>(description: string, fields: Fields): TObject<Fields> {
  return Type.Object(fields, { description, additionalProperties: false });
}

const server = kind("server", "The server itself. It comes once, in first place.", {
  format: Type.Literal(1, { description: "The version of this format" }),
  config: maybe(text("config.json, as it is written")),
  vapidKey: maybe(text("The private key for web push, PEM. Browsers are bound to it")),
  signingUrl: maybe(text("The address that signatures of the official client name (`signing_url`)")),
  lastEmoji: maybe(Type.Integer({ minimum: 0, description: "The largest id that an emoji ever had" })),
  lastSticker: maybe(Type.Integer({ minimum: 0, description: "The largest id that a sticker ever had" })),
});

const asset = kind("asset", "A file that config.json names, such as the server's icon.", {
  name: Type.String({ minLength: 1, pattern: "^[^/\\\\]+$", description: "Its name in db/serverAssets" }),
  file: id("File of the source"),
});

const role = kind("role", "A role. They come in their order, the highest first.", {
  id: id("UUID"),
  name: id("Unique without regard to case"),
  description: maybe(text("What members read")),
  color: maybe(text("`#RGB` or `#RRGGBB`")),
  gradient: list(Type.String(), "2 to 6 colours that a name is drawn in"),
  hoisted: flag("Listed apart from the others"),
  permissions: list(Type.String(), "Names of permissions"),
  selfAssignable: flag("Members may give it to themselves"),
  category: maybe(text("Where self-assignable roles are listed")),
  mentionableBy: list(
    Type.String(),
    "Ids of the roles that may write `@&role`. Absent: everybody; empty: only owners",
  ),
  formerNames: list(Type.String(), "Names that it had, in lower case, the newest last"),
});

const picture = kind("picture", "The picture of a local account. The member's `pfp` ends with its id.", {
  id: id("32 characters"),
  type: id("MIME type"),
  data: base64("The bytes"),
});

const member = kind("member", "A member or a former member. They come in the order of joining.", {
  id: id("Opaque; a local account has `USR:local_NAME`"),
  username: id("Unique without regard to case among those who have not left"),
  nickname: maybe(text("Shown instead of the user name")),
  roles: list(Type.String(), "Role ids; the first gives the colour"),
  status: maybe(id("`online`, `idle`, `dnd`, `offline` or `invisible`. Absent: `online`")),
  statusText: maybe(text("At most 100 characters")),
  pfp: maybe(text("URL of the picture")),
  passwordHash: maybe(text("Of a local account: argon2id or bcrypt")),
  createdAt: seconds("When they joined"),
  leftAt: maybe(seconds("When they left. Only the name is kept, for what they wrote")),
  ban: maybe(
    part("Of a banned member", {
      at: seconds("When"),
      by: maybe(text("User id")),
      reason: maybe(text("What the moderator gave")),
    }),
  ),
  timeoutUntil: maybe(seconds("End of a timeout")),
  bot: maybe(
    part("Of a bot", {
      tokenHash: id("SHA-256 of the token, hexadecimal"),
      createdBy: id("User id"),
      createdAt: seconds("When"),
    }),
  ),
  extra: json("Unknown keys"),
});

const rule = part("A rule for a role", {
  role: id("Role id"),
  blocks: flag("The role is blocked, not let in"),
});

const channel = kind("channel", "A channel. They come in the order of the list.", {
  room: id("Its key"),
  name: Type.String({ description: "Unique among channels that are not hidden" }),
  type: Type.Union(
    channelTypes.map((name) => Type.Literal(name)),
    { description: "A separator is a gap in the list" },
  ),
  displayName: maybe(text("Shown instead of the name")),
  description: maybe(text("What members read")),
  icon: maybe(text("http or https URL")),
  size: maybe(Type.Number({ description: "Height of a separator in pixels" })),
  slowMode: maybe(Type.Integer({ minimum: 0, description: "Seconds between messages of a member" })),
  retentionDays: maybe(
    Type.Integer({
      minimum: 0,
      description: "Days after which messages are deleted; 0: never. Absent: as config.json says",
    }),
  ),
  permissions: part(
    "By action: the rules. A role that is blocked wins, in whatever order they stand. Absent: nobody but owners",
    Object.fromEntries(channelActions.map((action) => [action, list(rule, `For \`${action}\``)])) as Record<
      ChannelAction,
      TOptional<TArray<typeof rule>>
    >,
  ),
  deny: list(Type.String(), "Permissions of roles that don't count in this channel"),
  extra: json("Unknown keys"),
  hiddenAt: maybe(seconds("When it was left out of db/channels.json")),
});

const thread = kind("thread", "A thread of a forum. They come in the order in which they began.", {
  room: id("Its key"),
  id: id("UUID"),
  parent: id("Key of the forum"),
  name: id("1 to 100 characters"),
  createdBy: id("User id"),
  createdAt: seconds("When"),
  locked: flag("Only holders of `manage_threads` write here"),
  archived: flag("The next message brings it back"),
  pinned: flag("In first place of the list"),
  participants: list(Type.String(), "User ids in the order of joining, the creator first"),
});

const picturedAs = (size: string) => maybe(text(`The ${size} thumbnail: file of the source`));
const attachment = part("An uploaded file", {
  id: id("The address of the file holds it"),
  uploader: id("User id; of a webhook's file, the id of the webhook"),
  name: text("File name as members see it"),
  type: id("MIME type"),
  size: Type.Integer({ minimum: 0, description: "Bytes" }),
  media: json("`width`, `height`, `duration`, `blurhash`, and the shapes of `small` and `large`"),
  permanent: flag("It lives as long as files of a subscription do"),
  createdAt: seconds("When it was uploaded"),
  expiresAt: maybe(seconds("When it goes or went. Absent: never")),
  file: maybe(text("File of the source. Absent: the file is gone")),
  small: picturedAs("small"),
  large: picturedAs("large"),
});

const message = kind("message", "A message of a channel or thread.", {
  room: id("Key of the channel or thread"),
  id: id("Unique in the whole archive"),
  author: id("User id, or the plain name of an author who is no user"),
  content: text("The text"),
  at: microseconds("When. Later than that of the message before it"),
  replyTo: maybe(
    part("What it replies to", {
      id: id("The original, which may be gone"),
      author: Type.String({ description: "Its author" }),
    }),
  ),
  ping: maybe(Type.Boolean({ description: "What the sender of a reply chose. Absent: nothing" })),
  pings: maybe(
    part("Whom it mentions", {
      users: list(Type.String(), "User ids"),
      roles: list(Type.String(), "Role ids"),
      replies: list(Type.String(), "User id of the author of the original"),
    }),
  ),
  embeds: list(
    Type.Unknown(),
    'As they were sent. A poll is `{type: "poll", poll: {id, question, options: [{id, text, emoji, votes, voters}], multiple, expiresAt, endedAt}}`; its counts and voters are made from `votes`',
  ),
  votes: list(
    part("A vote", {
      user: id("User id"),
      option: id("Id of the option"),
      at: seconds("When"),
    }),
    "The votes of its poll",
  ),
  webhook: maybe(
    part("The webhook that posted it, as it was then", {
      id: text("Of the webhook"),
      name: text("Shown as the author"),
      avatar: maybe(text("URL of a picture")),
    }),
  ),
  interaction: maybe(
    part("The slash command that it answers", {
      command: text("Name of the slash command"),
      username: text("Name of the member who called it, as it was then"),
    }),
  ),
  editedAt: maybe(microseconds("When it was last edited")),
  pinned: flag("It is pinned"),
  reactions: list(
    part("An emoji", {
      emoji: id("As clients wrote it"),
      users: Type.Array(Type.String({ minLength: 1 }), { description: "User ids, in order" }),
    }),
    "In the order of arrival",
  ),
  versions: list(
    part("A version", {
      at: microseconds("When this version was written"),
      content: text("The text"),
      embeds: list(Type.Unknown(), "As they were sent"),
    }),
    "Earlier versions, the oldest first",
  ),
  attachments: list(attachment, "In the order in which they are shown"),
});

const marker = kind("marker", "How far a member has read in a room.", {
  user: id("User id"),
  room: id("Key of the channel or thread"),
  shown: maybe(text("Id of the last read message, as clients are told it; it may be gone")),
  read: maybe(text("Id of the newest message that counts as read. Absent: none that still exists")),
});

const webhook = kind("webhook", "An address under which programs outside post into a channel.", {
  id: id("In the address"),
  room: id("Key of the channel"),
  name: text("Shown as the author"),
  avatar: maybe(text("URL of a picture")),
  token: maybe(text("In clear. Absent: it can't be read any more, and `tokenHash` is there instead")),
  tokenHash: maybe(text("SHA-256 of a token that is not known, hexadecimal")),
  secret: maybe(text("In clear: what deliveries are signed with")),
  createdBy: id("User id"),
  createdAt: seconds("When"),
});

const named = (things: string) => ({
  id: Type.Integer({ minimum: 0, description: "Texts and reactions name it" }),
  name: id(`Unique among ${things} without regard to case`),
  fileName: Type.String({ minLength: 1, pattern: "^[^/\\\\]+$", description: "In addresses; unique" }),
  type: id("MIME type"),
  data: base64("The picture"),
});
const emoji = kind("emoji", "A custom emoji.", named("emojis"));
const sticker = kind("sticker", "A sticker.", {
  ...named("stickers"),
  description: maybe(text("What members read")),
});

const invite = kind("invite", "A code with which people join.", {
  code: id("The code"),
  createdBy: id("User id"),
  createdAt: seconds("When"),
  expiresAt: maybe(seconds("When it ends. Absent: never")),
  maxUses: Type.Integer({ minimum: 0, description: "0: any number" }),
  uses: Type.Integer({ minimum: 0, description: "How often it was used" }),
  roles: list(Type.String(), "Ids of the roles that newcomers get"),
});

const scheduled = kind("scheduled", "A message that is to be posted later.", {
  id: id("Unique among them"),
  author: id("User id"),
  room: text("Key of the channel or thread"),
  content: text("The text"),
  replyTo: maybe(text("Id of a message")),
  sendAt: seconds("When it is posted"),
  createdAt: seconds("When it was made"),
  error: maybe(
    part("Why it could not be posted", { code: text("Of the error"), text: text("What its author reads") }),
  ),
});

const reminder = kind("reminder", "A reminder of a member.", {
  id: id("Unique among them"),
  user: id("User id"),
  text: text("What they want to be told"),
  room: maybe(text("Key of the channel or thread that it is about")),
  message: maybe(text("Id of the message that it is about")),
  remindAt: seconds("When"),
  createdAt: seconds("When it was made"),
});

const push = kind("push", "A browser that a member subscribed with to be told by web push.", {
  user: id("User id"),
  endpoint: id("Address at the push service. A secret of the member"),
  p256dh: id("Public key of the browser"),
  auth: id("Secret of the browser"),
  key: text(
    "Public key of the server that the browser subscribed with; not that of `vapidKey`: it can't be reached",
  ),
  createdAt: seconds("When"),
  lastUsed: seconds("When the member was last here with it"),
});

const quiet = kind("quiet", "Hours in which a member is told nothing by web push.", {
  user: id("User id"),
  from: time("Begin"),
  to: time("End"),
  timeZone: id("IANA name"),
});

const mute = kind("mute", "A room that a member is told nothing of by web push.", {
  user: id("User id"),
  room: id("Key of the channel or thread"),
});

const audit = kind("audit", "An entry of the audit log. They come in the order in which they were made.", {
  id: id("Unique among them"),
  at: seconds("When"),
  action: id("One of `auditActions`"),
  actor: part("Who did it", { id: text("User id"), name: text("As it was then") }),
  target: maybe(
    part("To what it was done", {
      id: text("Of a user, role or message, or the name of a channel"),
      name: maybe(text("As it was then")),
    }),
  ),
  details: json("What changed"),
  room: maybe(text("Key of the channel that it is about. Only its viewers see the entry")),
  text: maybe(text("Text of a deleted message")),
});

/** By kind, in the order in which records come. */
export const recordSchemas = {
  server,
  asset,
  role,
  picture,
  member,
  channel,
  thread,
  message,
  marker,
  webhook,
  emoji,
  sticker,
  invite,
  scheduled,
  reminder,
  push,
  quiet,
  mute,
  audit,
} as const;

export type RecordKind = keyof typeof recordSchemas;
export const recordKinds = Object.keys(recordSchemas) as readonly RecordKind[];

/** The record of a kind. @example const role: RecordOf<"role"> = { kind: "role", id: "…", name: "Fox" }; */
export type RecordOf<Kind extends RecordKind> = Static<(typeof recordSchemas)[Kind]>;
export type ArchiveRecord = { [Kind in RecordKind]: RecordOf<Kind> }[RecordKind];

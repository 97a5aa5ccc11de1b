/** Members upload files over HTTP. What comes before the bytes is checked here, and what they become. */
import { randomUUID } from "node:crypto";
import { accessChannelFor } from "../../chat/access.ts";
import {
  type Attachment,
  expiryOf,
  fileName,
  isAllowedType,
  type Media,
  wireAttachment,
} from "../../chat/attachments.ts";
import { isLocal } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { hasPermission, mayInChannel } from "../../chat/permissions.ts";
import { timedOut } from "../../chat/speaking.ts";
import type { Config } from "../../config/schema.ts";
import { insertAttachment } from "../../db/attachments.ts";
import { beginUpload, type UnfinishedUpload } from "../../db/unfinished-uploads.ts";
import type { Webhook } from "../../db/webhooks.ts";
import { type Failure, fail, isFailure } from "../../protocol/errors.ts";
import { mayAsMember } from "../messages/content.ts";
import { commit } from "../outcome.ts";
import type { World } from "../world.ts";
import { goneEvents } from "./gone.ts";

export interface Uploading extends World {
  /** Milliseconds that are left of this member's timeout. */
  timeoutLeft(user: User): number;
}

/** A member or webhook that may upload. */
export interface Uploader {
  /** Of the user or webhook. */
  readonly id: string;
  /** Username of the Rotur account, whose subscription counts; null: there is none. */
  readonly subscriber: string | null;
  /** The channel that it is for; null: any. */
  readonly room: number | null;
  /** It is a webhook. */
  readonly byNobody?: true;
}

/**
 * Whether this user may upload now. Asked before the bytes are read, as far as it is known who sends them, and again
 * when they are there.
 *
 * @param channel its name; null: the upload says none, so one channel where the user may send is enough
 */
export function mayUpload(world: Uploading, userId: string, channel: string | null) {
  const { state, config, timeoutLeft } = world;
  const user = state.users.get(userId);
  if (!user) return fail("user_not_found");
  if (user.bannedAt !== null) return fail("banned");
  const muted = timedOut(timeoutLeft(user));
  if (muted) return muted;
  if (!config.attachments.enabled) return fail("attachments_disabled");
  if (config.attachments.max_attachments_per_user === 0) return fail("attachment_quota");
  const uploader = { id: userId, subscriber: isLocal(user) ? null : user.username };
  if (channel === null)
    return mayUploadSomewhere(world, user) ? { ...uploader, room: null } : fail("send_denied");
  const found = accessChannelFor(["view", "send"], { channel }, user, state);
  if (isFailure(found)) return found;
  if (!mayAsMember({ config, user, state, channel: found }, "attach_files")) return fail("attach_denied");
  return { ...uploader, room: found.id };
}

/** The same for a webhook. */
export function mayUploadAsWebhook({ state, config }: World, { id, room }: Pick<Webhook, "id" | "room">) {
  if (!config.attachments.enabled) return fail("attachments_disabled");
  if (config.attachments.max_attachments_per_user === 0) return fail("attachment_quota");
  return state.channelById(room)
    ? { id, subscriber: null, room, byNobody: true as const }
    : fail("channel_not_found");
}

function mayUploadSomewhere({ state, config }: Uploading, user: User): boolean {
  const roles = state.roles.byId;
  return state.channels.some(
    (channel) =>
      mayInChannel(user, roles, channel, "view") &&
      mayInChannel(user, roles, channel, "send") &&
      (!config.permissions.enforce_member_permissions || hasPermission(user, roles, "attach_files", channel)),
  );
}

/** Bytes that there is space for; null: any number. @param stored bytes of all files */
function spaceLeft({ attachments }: Config, stored: number): number | null {
  const most = attachments.max_total_size;
  return most < 0 ? null : Math.max(0, most - stored);
}

/** Why a file of this type and size is refused, or null. @param stored bytes of all files */
export function refusedFile(
  config: Config,
  { type, size }: { readonly type: string; readonly size: number },
  stored: number,
): Failure<"attachment_type_refused" | "attachment_space"> | null {
  const { attachments } = config;
  if (!isAllowedType(type, attachments.allowed_types)) {
    return fail("attachment_type_refused", { type, types: attachments.allowed_types.join(", ") });
  }
  const space = spaceLeft(config, stored);
  return space !== null && size > space ? fail("attachment_space") : null;
}

/** A file whose bytes are in their place. */
export interface StoredFile {
  readonly sentName: string;
  readonly type: string;
  readonly size: number;
  readonly media: Media | null;
  readonly blob: string;
  readonly small: string | null;
  readonly large: string | null;
  /** The uploader's subscription in lower case; "": none. */
  readonly subscription: string;
  /** Days that it shall live at most; null: as long as possible. */
  readonly wishedDays: number | null;
}

/** Makes a file an attachment that its uploader can send. The reply has it as the wire does. */
export function storeUpload(world: World, uploader: Uploader, file: StoredFile) {
  const { state, config, now } = world;
  const { room, byNobody } = uploader;
  // The id gives access to the file: a version 7 UUID has half as many random bits.
  const id = randomUUID();
  const { sentName, subscription, wishedDays, ...stored } = file;
  const { permanent_tiers, permanent_expiration_days, free_tier_max_expiration_days } = config.attachments;
  const permanent = permanent_tiers.some((tier) => tier.toLowerCase() === subscription);
  const createdAt = now / 1000;
  const retention = { permanentDays: permanent_expiration_days, mostDays: free_tier_max_expiration_days };
  const expiresAt = expiryOf(createdAt, { size: file.size, permanent, wishedDays }, retention);
  const attachment: Attachment = {
    id,
    name: fileName(sentName),
    type: file.type,
    size: file.size,
    media: file.media,
    permanent,
    expiresAt,
  };
  const upload = { ...stored, ...attachment, uploader: uploader.id, room, createdAt };
  const most = config.attachments.max_attachments_per_user;
  const write = insertAttachment({ upload, most, ...(byNobody && { byNobody }) });
  return commit(write, (stored) => {
    if (isFailure(stored)) return stored;
    return {
      events: goneEvents(stored.removed, createdAt, state),
      reply: { attachment: wireAttachment(attachment, state.attachmentUrl(id)), permanent },
    };
  });
}

/** Unfinished uploads of one user. */
const mostUnfinished = 10;

/**
 * Begins an upload that comes in several requests. There must be space for all that have begun. The reply has its id.
 *
 * @param stored bytes of all files
 */
export function beginResumable(
  { now, config }: World,
  uploader: Uploader,
  upload: Omit<UnfinishedUpload, "id" | "user" | "createdAt">,
  stored: number,
) {
  // As random as the ids of files: it is a secret of the sender.
  const id = randomUUID();
  const begun = { ...upload, id, user: uploader.id, createdAt: now / 1000 };
  return commit(
    beginUpload({ upload: begun, most: mostUnfinished, space: spaceLeft(config, stored) }),
    (failure) => failure ?? { reply: { id } },
  );
}

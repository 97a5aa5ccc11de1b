/** Members with `manage_server` make, change and delete webhooks, and see the tokens. */
import { randomUUID } from "node:crypto";
import { accessChannel } from "../../chat/access.ts";
import { type Audience, emit, onlyUsers } from "../../chat/emission.ts";
import { codePoints, httpUrl } from "../../chat/names.ts";
import { hasPermission, mayView } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { audited } from "../../db/audit.ts";
import {
  deleteWebhook,
  insertWebhook,
  updateWebhook,
  type Webhook,
  type WebhookChanges,
} from "../../db/webhooks.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { webhookCreate, webhookDelete, webhookUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { WireWebhook } from "../../protocol/objects.ts";
import { hashOfSecret, type Sealing } from "../../sealing/sealing.ts";
import { shownName } from "../../text/shown.ts";
import { auditRecord, withBefore } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";

/** What a member gives; absent stays as it is. */
export interface WebhookRequest {
  readonly name?: string;
  /** An http(s) URL; null or "": none. */
  readonly avatar?: string | null;
  /** What GitHub signs its deliveries with; null or "": they need no signature. */
  readonly secret?: string | null;
}

interface Managing extends ByMember {
  readonly sealing: Sealing;
}

/** The result is the webhook on the wire, with its token. */
export function createWebhook(context: Managing, channelName: string, request: WebhookRequest) {
  const { state, user, now, newId, sealing } = context;
  const channel = accessChannel({ channel: channelName }, user, state);
  if (isFailure(channel)) return channel;
  if (channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
  const checked = checkedChanges(request, sealing);
  if (isFailure(checked)) return checked;
  const token = newToken();
  const webhook: Webhook = {
    id: newId(),
    room: channel.id,
    name: "",
    avatar: null,
    secret: null,
    ...checked,
    ...kept(token, sealing),
    createdBy: user.id,
    createdAt: now / 1000,
  };
  const record = auditRecord({ ...context, channel }, "webhook_create", webhook, { channel: channel.name });
  const write = audited(insertWebhook({ webhook, most: limits.webhooks }), record);
  return commit(write, (failure) => {
    if (failure) return failure;
    const wire = wireWebhook(webhook, state);
    if (!wire) return fail("channel_not_found");
    const event = emit(webhookCreate, { webhook: wire }, managersOf(webhook, state), unlessAsked);
    return { events: [event], result: { ...wire, token } };
  });
}

/**
 * The result is the webhook on the wire, with its token.
 *
 * @param webhook as it is before
 */
export function changeWebhook(context: Managing, webhook: Webhook, request: WebhookRequest) {
  const checked = checkedChanges(request, context.sealing);
  if (isFailure(checked)) return checked;
  if (Object.keys(checked).length === 0) {
    return fail("invalid_field", { field: "name", problem: "name, avatar or secret is required" });
  }
  const { secret, ...shown } = checked;
  const after = { ...shown, ...(secret !== undefined && { signed: secret !== null }) };
  const details = withBefore(after, { ...webhook, signed: webhook.secret !== null });
  // Opened here: what follows a commit is pure.
  const token = context.sealing.open(webhook.token);
  return stored(context, webhook, checked, "webhook_update", details, token);
}

/** A new token; the old one leads nowhere from then on. */
export function regenerateWebhook(context: Managing, webhook: Webhook) {
  const token = newToken();
  return stored(context, webhook, kept(token, context.sealing), "webhook_regenerate", {}, token);
}

export function removeWebhook(context: ByMember, webhook: Webhook) {
  const { id, name, avatar } = webhook;
  const before = { name, avatar };
  const record = auditRecord(inChannelOf(webhook, context), "webhook_delete", webhook, { before });
  return commit(audited(deleteWebhook({ id }), record), (gone) => {
    if (isFailure(gone)) return gone;
    const event = emit(webhookDelete, { id, deleted: true }, managersOf(webhook, context.state), unlessAsked);
    return { events: [event] };
  });
}

/** Null: its channel is gone. */
export function wireWebhook({ id, room, ...rest }: Webhook, state: State): WireWebhook | null {
  const channel = state.channelById(room);
  if (!channel) return null;
  const { name, avatar, createdBy, createdAt, secret } = rest;
  return {
    id,
    channel: channel.name,
    name,
    avatar,
    created_by: createdBy,
    created_at: createdAt,
    signed: secret !== null,
  };
}

/** The webhook with its token, for members who manage it. */
export function withToken(webhook: Webhook, { state, sealing }: Pick<Managing, "state" | "sealing">) {
  const wire = wireWebhook(webhook, state);
  return wire && { ...wire, token: sealing.open(webhook.token) };
}

/** May the member see this webhook? They must also view its channel. */
export function seesWebhook({ room }: Webhook, { user, state }: Pick<ByMember, "user" | "state">): boolean {
  const channel = state.channelById(room);
  return channel !== undefined && mayView(user, channel, state);
}

/** The reply to the connection that asked says the same, with the token. */
const unlessAsked = { exceptRequester: true } as const;

/** Members who manage webhooks and view the channel of this one. */
function managersOf({ room }: Webhook, state: State): Audience {
  const channel = state.channelById(room);
  const members = [...state.users.values()].filter(
    (user) =>
      user.bannedAt === null &&
      hasPermission(user, state.roles.byId, "manage_server") &&
      channel !== undefined &&
      mayView(user, channel, state),
  );
  return onlyUsers(members.map(({ id }) => id));
}

/** What of a request is to be stored. */
function checkedChanges({ name, avatar, secret }: WebhookRequest, sealing: Sealing) {
  const changes: { name?: string; avatar?: string | null; secret?: string | null } = {};
  if (name !== undefined) {
    changes.name = shownName(name);
    if (changes.name === "" || codePoints(changes.name) > limits.webhookName) {
      return fail("invalid_field", { field: "name", problem: `1 to ${limits.webhookName} characters` });
    }
  }
  if (avatar !== undefined) {
    changes.avatar = avatar ? httpUrl(avatar, limits.pictureUrl) : null;
    if (avatar && changes.avatar === null) {
      const problem = `an http or https URL of at most ${limits.pictureUrl} characters`;
      return fail("invalid_field", { field: "avatar", problem });
    }
  }
  if (secret !== undefined) changes.secret = secret ? sealing.seal(secret) : null;
  return changes;
}

function stored(
  context: ByMember,
  webhook: Webhook,
  changes: WebhookChanges,
  action: "webhook_update" | "webhook_regenerate",
  details: Record<string, unknown>,
  token: string | null,
) {
  const record = auditRecord(inChannelOf(webhook, context), action, webhook, details);
  return commit(audited(updateWebhook({ id: webhook.id, changes }), record), (updated) => {
    if (isFailure(updated)) return updated;
    const wire = wireWebhook(updated.webhook, context.state);
    if (!wire) return fail("webhook_not_found");
    const event = emit(webhookUpdate, { webhook: wire }, managersOf(webhook, context.state), unlessAsked);
    return { events: [event], result: { ...wire, token } };
  });
}

function inChannelOf<Context extends ByMember>({ room }: Webhook, context: Context) {
  const channel = context.state.channelById(room);
  return channel ? { ...context, channel } : context;
}

/** As long and of the same characters as the reference server's: 244 random bits. */
function newToken(): string {
  return randomUUID() + randomUUID().replaceAll("-", "");
}

function kept(token: string, sealing: Sealing): Pick<Webhook, "token" | "tokenHash"> {
  return { token: sealing.seal(token), tokenHash: hashOfSecret(token) };
}

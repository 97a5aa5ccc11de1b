/** Webhooks: addresses under which programs outside post into a channel. */
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";
import type { WebhookRow } from "./tables.ts";

export interface Webhook {
  readonly id: string;
  /** The channel's. */
  readonly room: number;
  readonly name: string;
  /** URL of a picture, or null. */
  readonly avatar: string | null;
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  /** Sealed. */
  readonly token: string;
  /** Sealed; null: deliveries need no signature. */
  readonly secret: string | null;
  /** User id. */
  readonly createdBy: string;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** What an update changes; what is absent stays. */
export type WebhookChanges = Partial<Pick<Webhook, "name" | "avatar" | "secret" | "token" | "tokenHash">>;

const insertRow = prepared<{ [Column in keyof WebhookRow]: WebhookRow[Column] }>()((value) =>
  sql.insertInto("webhooks").values({
    id: value("id"),
    room: value("room"),
    name: value("name"),
    avatar: value("avatar"),
    token_hash: value("token_hash"),
    token: value("token"),
    secret: value("secret"),
    created_by: value("created_by"),
    created_at: value("created_at"),
  }),
);
const countIn = prepared<{ room: number }>()((value) =>
  sql
    .selectFrom("webhooks")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("room", "=", value("room")),
);
const all = prepared()(() => sql.selectFrom("webhooks").selectAll().orderBy("created_at").orderBy("id"));
const byId = prepared<{ id: string }>()((value) =>
  sql.selectFrom("webhooks").selectAll().where("id", "=", value("id")),
);
const byToken = prepared<{ hash: string }>()((value) =>
  sql.selectFrom("webhooks").selectAll().where("token_hash", "=", value("hash")),
);
const setRow = prepared<{
  id: string;
  name: string;
  avatar: string | null;
  secret: string | null;
  token: string;
  token_hash: string;
}>()((value) =>
  sql
    .updateTable("webhooks")
    .set({
      name: value("name"),
      avatar: value("avatar"),
      secret: value("secret"),
      token: value("token"),
      token_hash: value("token_hash"),
    })
    .where("id", "=", value("id")),
);
const deleteRow = prepared<{ id: string }>()((value) =>
  sql.deleteFrom("webhooks").where("id", "=", value("id")).returningAll(),
);

function unpacked(stored: WebhookRow): Webhook {
  const { token_hash, created_by, created_at, ...rest } = stored;
  return { ...rest, tokenHash: token_hash, createdBy: created_by, createdAt: created_at };
}

/** @param input.most how many a channel may have */
export const insertWebhook = write(
  "webhook.insert",
  function* ({ webhook, most }: { webhook: Webhook; most: number }): Procedure<Failure<"too_many"> | null> {
    const { tokenHash, createdBy, createdAt, ...rest } = webhook;
    const there = yield* row(countIn({ room: webhook.room }));
    if ((there?.count ?? 0) >= most) return fail("too_many", { things: "webhooks", limit: most });
    yield* requireThere({ rooms: [webhook.room] });
    yield insertRow({ ...rest, token_hash: tokenHash, created_by: createdBy, created_at: createdAt });
    return null;
  },
);

/** The webhook as it is afterwards, and as it was. */
export const updateWebhook = write(
  "webhook.update",
  function* ({
    id,
    changes,
  }: {
    id: string;
    changes: WebhookChanges;
  }): Procedure<Failure<"webhook_not_found"> | { readonly before: Webhook; readonly webhook: Webhook }> {
    const found = yield* row(byId({ id }));
    if (!found) return fail("webhook_not_found");
    const before = unpacked(found);
    const webhook = { ...before, ...changes };
    const { name, avatar, secret, token, tokenHash } = webhook;
    yield setRow({ id, name, avatar, secret, token, token_hash: tokenHash });
    return { before, webhook };
  },
);

/** The webhook as it was. */
export const deleteWebhook = write("webhook.delete", function* (input: { id: string }): Procedure<
  Failure<"webhook_not_found"> | { readonly webhook: Webhook }
> {
  const found = yield* row(deleteRow(input));
  return found ? { webhook: unpacked(found) } : fail("webhook_not_found");
});

/** The oldest first. */
export const allWebhooks = read("webhook.all", function* (_: object): Procedure<readonly Webhook[]> {
  return (yield* rows(all({}))).map(unpacked);
});

export const webhookById = read("webhook.get", function* (input: { id: string }): Procedure<Webhook | null> {
  const found = yield* row(byId(input));
  return found ? unpacked(found) : null;
});

export const webhookByToken = read(
  "webhook.by_token",
  function* (input: { hash: string }): Procedure<Webhook | null> {
    const found = yield* row(byToken(input));
    return found ? unpacked(found) : null;
  },
);

/** Invites: codes with which people join, as often and as long as the member who made them wished. */
import { operatorActor } from "../protocol/audit.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";
import type { InviteRow } from "./tables.ts";

export interface Invite {
  /** 12 hexadecimal characters, upper case. */
  readonly code: string;
  /** User id, or `operator`. */
  readonly createdBy: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Unix seconds; null: never. */
  readonly expiresAt: number | null;
  /** How many people may join with it; 0: any number. */
  readonly maxUses: number;
  readonly uses: number;
  /** Ids of roles that newcomers get. Roles that are gone are passed over. */
  readonly roles: readonly string[];
}

const insertRow = prepared<{ [Column in keyof InviteRow]: InviteRow[Column] }>()((value) =>
  sql.insertInto("invites").values({
    code: value("code"),
    created_by: value("created_by"),
    created_at: value("created_at"),
    expires_at: value("expires_at"),
    max_uses: value("max_uses"),
    uses: value("uses"),
    roles: value("roles"),
  }),
);
const all = prepared()(() =>
  sql.selectFrom("invites").selectAll().orderBy("created_at", "desc").orderBy("code"),
);
const ofMember = prepared<{ by: string }>()((value) =>
  sql
    .selectFrom("invites")
    .selectAll()
    .where("created_by", "=", value("by"))
    .orderBy("created_at", "desc")
    .orderBy("code"),
);
const byCode = prepared<{ code: string }>()((value) =>
  sql.selectFrom("invites").selectAll().where("code", "=", value("code")),
);
const countUse = prepared<{ code: string; now: number }>()((value) =>
  sql
    .updateTable("invites")
    .set((eb) => ({ uses: eb("uses", "+", 1) }))
    .where("code", "=", value("code"))
    .where((eb) => eb.or([eb("max_uses", "=", 0), eb("uses", "<", eb.ref("max_uses"))]))
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", value("now"))]))
    .returning("code"),
);
const deleteRow = prepared<{ code: string }>()((value) =>
  sql.deleteFrom("invites").where("code", "=", value("code")).returning("code"),
);
const dropExpired = prepared<{ before: number }>()((value) =>
  sql.deleteFrom("invites").where("expires_at", "<", value("before")),
);

/** @param input.most invites that one member may have */
export const insertInvite = write(
  "invite.insert",
  function* ({ invite, most }: { invite: Invite; most: number }): Procedure<Failure<"too_many"> | null> {
    const { code, createdBy, createdAt, expiresAt, maxUses, uses, roles } = invite;
    if (createdBy !== operatorActor.id) yield* requireThere({ members: [createdBy] });
    yield dropExpired({ before: createdAt });
    if ((yield* rows(ofMember({ by: createdBy }))).length >= most) {
      return fail("too_many", { things: "invites", limit: most });
    }
    yield insertRow({
      code,
      created_by: createdBy,
      created_at: createdAt,
      expires_at: expiresAt,
      max_uses: maxUses,
      uses,
      roles: JSON.stringify(roles),
    });
    return null;
  },
);

/** Part of an admission: counts one use. @param now Unix seconds */
export function* useInvite(code: string, now: number): Procedure<Failure<"invite_invalid"> | null> {
  return (yield* row(countUse({ code, now }))) ? null : fail("invite_invalid");
}

export const deleteInvite = write(
  "invite.delete",
  function* (input: { code: string }): Procedure<Failure<"invite_not_found"> | null> {
    return (yield* row(deleteRow(input))) ? null : fail("invite_not_found");
  },
);

/** Removes invites that ended before then. @param input.before Unix seconds */
export const purgeInvites = write("invite.purge", function* (input: { before: number }): Procedure<null> {
  yield dropExpired(input);
  return null;
});

export const inviteByCode = read(
  "invite.by_code",
  function* (input: { code: string }): Procedure<Invite | null> {
    const found = yield* row(byCode(input));
    return found ? unpacked(found) : null;
  },
);

/** The newest first. @param input.by user id of the member who made them; null: of all */
export const invitesOf = read("invite.of", function* ({ by }: { by: string | null }): Procedure<
  readonly Invite[]
> {
  return (yield* rows(by === null ? all({}) : ofMember({ by }))).map(unpacked);
});

function unpacked({ code, uses, roles, ...rest }: InviteRow): Invite {
  return {
    code,
    createdBy: rest.created_by,
    createdAt: rest.created_at,
    expiresAt: rest.expires_at,
    maxUses: rest.max_uses,
    uses,
    roles: JSON.parse(roles),
  };
}

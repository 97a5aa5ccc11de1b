/**
 * What members see of each other's presence.
 *
 * `offline` and `invisible` hide a member (compatibility.md#hidden-status). Others must not be able to tell a hidden
 * member from a disconnected one, while all of the member's own connections show the real status.
 */
import type { Status } from "./model.ts";

export type PresencePacket = "user_connect" | "user_disconnect" | "status_get";

/** One packet that a change causes. The caller sends them in the order of the list. */
export interface PresenceNotice<Packet extends PresencePacket = PresencePacket> {
  /** `self`: all connections of the user. One that just sent `status_set` gets its reply instead. */
  readonly audience: "others" | "self";
  /** For `self`, `status_get` carries the real status; for `others`, the status is never a hidden one. */
  readonly packet: Packet;
}

const connectOthers = { audience: "others", packet: "user_connect" } as const;
const connectSelf = { audience: "self", packet: "user_connect" } as const;
const disconnectOthers = { audience: "others", packet: "user_disconnect" } as const;
const statusOthers = { audience: "others", packet: "status_get" } as const;
const statusSelf = { audience: "self", packet: "status_get" } as const;

export function isHidden(status: Pick<Status, "status">): boolean {
  return status.status === "offline" || status.status === "invisible";
}

/**
 * The status that others see. Hidden and disconnected members both show no text, or they could be told apart;
 * `user_disconnect` means the same.
 */
export function visibleStatus(status: Status, connected: boolean): Status {
  return connected && !isHidden(status) ? status : { status: "offline", text: "" };
}

/** The status of a user with so many connections changed: by `status_set`, a plugin or a hand edit. */
export function statusChange(change: {
  readonly before: Status;
  readonly after: Status;
  readonly connections: number;
}): readonly PresenceNotice[] {
  const { before, after, connections } = change;
  if (connections === 0) return [];
  if (before.status === after.status && before.text === after.text) return [];
  if (isHidden(after)) return isHidden(before) ? [statusSelf] : [disconnectOthers, statusSelf];
  return isHidden(before) ? [connectOthers, statusOthers, statusSelf] : [statusOthers, statusSelf];
}

/**
 * The user's first connection came. It shows only if the user does not hide.
 *
 * `user_connect` makes clients show "online" without a text, hence the `status_get` behind it for anything
 * else; the new connection gets both like everybody.
 */
export function appearance(status: Status): readonly PresenceNotice<"user_connect" | "status_get">[] {
  if (isHidden(status)) return [];
  const plain = status.status === "online" && status.text === "";
  return plain ? [connectOthers, connectSelf] : [connectOthers, connectSelf, statusOthers, statusSelf];
}

/** The user's last connection ended. It shows only if the user does not hide. */
export function disappearance(status: Status): readonly PresenceNotice<"user_disconnect">[] {
  return isHidden(status) ? [] : [disconnectOthers];
}

/** An ordinary member and an ordinary channel, for tests without a server. */
import type { Channel, User } from "../../src/chat/model.ts";
import { defaultChannelPermissions } from "../../src/chat/permissions.ts";

/** A text channel as it would be stored. */
export function textChannel(name: string): Channel {
  return {
    id: 0,
    name,
    type: "text",
    displayName: null,
    description: null,
    icon: null,
    size: null,
    slowMode: 0,
    retentionDays: null,
    permissions: defaultChannelPermissions({ byId: new Map(), byName: new Map() }),
    extra: {},
  };
}

/** A member as they would be stored. */
export function plainMember(id: string): User {
  return {
    id,
    username: id,
    nickname: null,
    roles: [],
    pfp: null,
    createdAt: 1,
    extra: {},
    status: { status: "online", text: "" },
    bannedAt: null,
    timeoutUntil: null,
  };
}

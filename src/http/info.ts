import { isHidden } from "../chat/presence.ts";
import type { State } from "../chat/state.ts";
import type { ServerFace } from "../config/server-face.ts";
import { json, type Route } from "./route.ts";

/** Public facts, for discovery. Banned and hidden members aren't counted. */
export function info(
  face: () => ServerFace,
  state: State,
  authenticated: () => number,
  build: string,
): Route {
  return {
    path: "/info",
    handle() {
      const { name, icon, banner, url, description, owner } = face();
      let members = 0;
      for (const user of state.users.values()) if (user.bannedAt === null) members++;
      let online = 0;
      for (const id of state.online()) {
        const user = state.users.get(id);
        if (user && user.bannedAt === null && !isHidden(state.shownStatus(user))) online++;
      }
      return json({
        server: {
          name,
          icon: icon ?? "",
          banner: banner ?? "",
          owner,
          ...(url !== null && { url }),
          ...(description !== null && { description }),
        },
        stats: {
          total_users: members,
          connected_users: authenticated(),
          online_users: online,
          total_channels: state.channels.length,
          total_roles: state.roles.byId.size,
        },
        build,
      });
    },
  };
}

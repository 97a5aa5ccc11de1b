import { headCount } from "../chat/head-count.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import type { ServerFace } from "../config/server-face.ts";
import { networkOf } from "../limiting/network.ts";
import { json, type Route, refusal } from "./route.ts";
import { createRouteBudget } from "./route-budget.ts";

interface InfoParts {
  readonly config: () => Config;
  face(): ServerFace;
  readonly state: State;
  /** Connections that are logged in. */
  authenticated(): number;
  /** Version of the program. */
  readonly build: string;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
}

/** Of one network. */
const requests = { perMinute: 120, burst: 60 };

/** Public facts, for discovery. Banned and hidden members aren't counted. */
export function info({ config, face, state, authenticated, build, elapsed }: InfoParts): Route {
  const budget = createRouteBudget("info", () => requests, elapsed);
  let counted = { version: -1, members: 0, online: 0 };

  /** Members are counted again when one of them has changed. */
  function counts(): typeof counted {
    const version = state.membersVersion;
    if (counted.version === version) return counted;
    counted = { version, ...headCount(state) };
    return counted;
  }

  return {
    path: "/info",
    handle(_request, { address, trusted }) {
      // Programs of the operator watch the server from its own machine.
      const { wait, fields } = trusted ? { wait: 0, fields: {} } : budget.charge(networkOf(address));
      if (wait > 0) return refusal(429, "Too many requests", fields);
      const { name, icon, banner, url, description, owner, accent } = face();
      const { members, online } = counts();
      const body = {
        server: {
          name,
          icon: icon ?? "",
          banner: banner ?? "",
          owner,
          ...(url !== null && { url }),
          ...(description !== null && { description }),
          ...(accent !== null && { accent }),
        },
        stats: {
          total_users: members,
          connected_users: authenticated(),
          online_users: online,
          total_channels: state.channels.length,
          total_roles: state.roles.byId.size,
        },
        build,
        auth_mode: config().auth_mode,
      };
      return json(body, { headers: fields });
    },
  };
}

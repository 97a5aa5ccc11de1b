/** A server whose time stands still but for `later`, and what test files do with its channels. */
import type { Event, Request } from "../../client/index.ts";
import type { TestServerOptions } from "./server.ts";
import { type Member, openTown } from "./town.ts";

export type Permissions = Readonly<Record<string, readonly string[]>>;

let now = Date.now();

/** Olga the owner, ada who manages channels, mira and nora. */
export async function channelTown(options: TestServerOptions = {}) {
  const town = await openTown({ now: () => now, ...options });
  const [olga, ada, mira, nora] = await town.people("olga", "ada", "mira", "nora");
  await olga.request("role_create", { name: "staff", permissions: ["manage_channels"] });
  await olga.request("role_create", { name: "cook" });
  await olga.request("role_create", { name: "mute" });
  await town.roles("ada", "staff", "user");
  return { town, people: { olga, ada, mira, nora } };
}

/** Pushed lists are at most one a second: this lets that second pass. */
export async function later<Result>(act: () => Promise<Result>): Promise<Result> {
  now += 1001;
  return await act();
}

export const create = (
  by: Member,
  name: string,
  permissions?: Permissions,
  more: Partial<Request<"channel_create">> = {},
) =>
  later(() =>
    by.request("channel_create", { name, type: "text", ...(permissions && { permissions }), ...more }),
  );

export const update = (by: Member, current_name: string, updates: Request<"channel_update">["updates"]) =>
  later(() => by.request("channel_update", { current_name, updates }));

export const allow = (by: Member, name: string, permissions: Permissions) =>
  update(by, name, { permissions });

export const give = (by: Member, user: string, ...roles: string[]) =>
  later(() => by.request("user_roles_set", { user, roles }));

export const list = async (by: Member) => (await by.request("channels_get")).val;

export const names = async (by: Member) => (await list(by)).map(({ name }) => name);

/** Names in a pushed list, else the packet's name. */
export const short = (news: readonly Event[]) =>
  news.map((event) =>
    event.cmd === "channels_get" ? event.val.map(({ name }) => name).join(" ") : event.cmd,
  );

export const everybody = { view: ["user"], send: ["user"] };

/** People, roles and channels that several test files begin with. */
import { lift } from "./roles.ts";
import type { Member, Town } from "./town.ts";

/** Olga the owner, ada above ordinary members with these permissions, and mira, one of those. */
export async function staffOver(town: Town, permissions: string[]) {
  const [olga, ada, mira] = await town.people("olga", "ada", "mira");
  await olga.request("role_create", { name: "staff", permissions });
  await olga.request("role_reorder", { roles: ["owner", "admin", "staff"] });
  await town.roles("ada", "staff", "user");
  return { olga, ada, mira };
}

/** Olga the owner, mira and nora, and the channel #kitchen that cooks may view: olga and mira. */
export async function cooksIn(town: Town) {
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("role_create", { name: "cook" });
  await olga.request("channel_create", {
    name: "kitchen",
    type: "text",
    permissions: { view: ["cook"], send: ["cook"], edit_own: ["cook"], delete_own: ["cook"] },
  });
  await town.roles("mira", "cook", "user");
  return { olga, mira, nora };
}

/** The same with zoe, and the forum #help for all. */
export async function cooksAndForumIn(town: Town) {
  const people = await cooksIn(town);
  const zoe = await town.join("zoe");
  const permissions = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await people.olga.request("channel_create", { name: "help", type: "forum", permissions });
  for (const member of [...Object.values(people), zoe]) await member.news();
  return { ...people, zoe };
}

/** What all may do in a place, and what only the staff may. */
export const forAll = { view: ["user"], send: ["user"], create_thread: ["user"], delete_own: ["user"] };
export const forStaff = { view: ["staff"], send: ["staff"], create_thread: ["staff"] };

/** Olga the owner, mira with the role staff, nora without; #vault and the forum #den are the staff's, #help is a forum. */
export async function staffIn(town: Town) {
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("role_create", { name: "staff", color: "#00ff00" });
  await town.roles("mira", "staff", "user");
  await olga.request("channel_create", { name: "vault", type: "text", permissions: forStaff });
  await olga.request("channel_create", { name: "help", type: "forum", permissions: forAll });
  await olga.request("channel_create", { name: "den", type: "forum", permissions: forStaff });
  for (const member of [olga, mira, nora]) await member.news();
  return { olga, mira, nora };
}

/** Olga the owner, ada who manages users and roles, and mira, an ordinary member. */
export async function managerIn(town: Town): Promise<{ olga: Member; ada: Member; mira: Member }> {
  const [olga, ada, mira] = await town.people("olga", "ada", "mira");
  await olga.request("role_create", { name: "staff", permissions: ["manage_users", "manage_roles"] });
  await lift(town, "staff", 2);
  await town.roles("ada", "staff", "user");
  return { olga, ada, mira };
}

/** Olga the owner, mira who manages threads, nora and zoe; #help for all, #den for mira and olga. */
export async function helperIn(town: Town) {
  const [olga, mira, nora, zoe] = await town.people("olga", "mira", "nora", "zoe");
  await olga.request("role_create", { name: "helper", permissions: ["manage_threads"] });
  await town.roles("mira", "helper", "user");
  const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
  const few = { view: ["helper"], send: ["helper"], create_thread: ["helper"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  await olga.request("channel_create", { name: "den", type: "forum", permissions: few });
  for (const member of [olga, mira, nora, zoe]) await member.news();
  return { olga, mira, nora, zoe };
}

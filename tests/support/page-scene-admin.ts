/** What the administration of the server shows, for pictures and for looking at it. */
import { drawPng } from "./media-files.ts";
import type { Scene } from "./page-scene.ts";

/** Adds roles with rights, a ban, invites, emojis, stickers and webhooks to a conversation. */
export async function administered({ olga, people }: Scene): Promise<void> {
  const [noah, aiko, ben, lena] = people;
  await olga.request("role_create", {
    name: "moderators",
    color: "#7c3aed",
    hoisted: true,
    permissions: ["manage_users", "manage_messages", "view_audit_log"],
  });
  await olga.request("role_create", { name: "quiet for a while", description: "Reads, but doesn't write" });
  if (ben) await olga.request("user_roles_add", { user: ben.user.id, roles: ["moderators"] });
  if (noah) await olga.request("user_update", { user: noah.user.id, updates: { nickname: "Noah" } });
  const permissions = {
    view: ["user"],
    send: ["moderators", "hosts", "!quiet for a while"],
    react: ["user", "!quiet for a while"],
    edit_own: ["user"],
    delete_own: ["user"],
    pin: ["moderators"],
    delete: ["moderators"],
  };
  await olga.request("channel_update", {
    current_name: "recipes",
    updates: { permissions, slow_mode: 30, description: "Everything that comes out of an oven" },
  });
  const moderators = { view: ["moderators"], send: ["moderators"] };
  await olga.request("channel_create", { name: "staff", type: "text", permissions: moderators });
  for (const [name, x] of [
    ["leaf", 90],
    ["cup", 200],
  ] as const) {
    const png = drawPng(64, 64, (at, y) => [x, 130 + y, 70 + at]);
    const image = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
    await olga.request("emoji_add", { name, image });
    await olga.request("sticker_add", { name, image, description: `A ${name} for every day` });
  }
  await olga.request("invite_create", { max_uses: 5 });
  await olga.request("invite_create", { expires_in: 0, roles: ["gardeners"] });
  await olga.request("webhook_create", { channel: "garden", name: "Weather station" });
  await olga.request("webhook_create", { channel: "general", name: "Build server", secret: "a secret" });
  await olga.request("bot_create", { name: "weather" });
  if (aiko) await olga.request("user_timeout", { user: aiko.user.id, timeout: 60 });
  if (aiko) await olga.request("user_timeout", { user: aiko.user.id, timeout: 0 });
  if (lena) await olga.request("user_ban", { user: lena.user.id, reason: "Advertises watches everywhere" });
}

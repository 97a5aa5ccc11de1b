import { expect, test } from "bun:test";
import { parseConfig } from "../../config/load.ts";
import { announcedPermissions } from "../../protocol/permissions.ts";
import { capabilitiesOf, type HandshakeFacts, handshakePacket } from "./handshake.ts";

const facts: HandshakeFacts = {
  face: {
    name: "Kitchen",
    owner: { name: "nora" },
    icon: null,
    banner: null,
    url: null,
    description: null,
    accent: null,
  },
  validatorKey: "originChats-x",
  capabilities: ["message_new"],
  signingUrl: null,
  now: 1_500,
};

function configOf(config: object) {
  const parsed = parseConfig(JSON.stringify(config));
  if (!("config" in parsed)) throw new Error(parsed.problems.join(" "));
  return parsed.config;
}

function handshake(config: object = {}, given: Partial<HandshakeFacts> = {}) {
  return handshakePacket(configOf(config), { ...facts, ...given });
}

test("says what the server is, allows and can", () => {
  expect(handshake({ auth_mode: "cracked", limits: { post_content: 500 } })).toEqual({
    cmd: "handshake",
    val: {
      server: { name: "Kitchen", owner: { name: "nora" } },
      limits: { post_content: 500, search_results: 30, max_reactions_per_message: 50 },
      attachments: {
        enabled: true,
        max_size: 104_857_600,
        allowed_types: ["image/*", "video/*", "audio/*", "application/pdf"],
        max_attachments_per_user: -1,
        permanent_tiers: ["pro", "max"],
      },
      version: "1.1.0",
      validator_key: "originChats-x",
      capabilities: ["message_new"],
      permissions: announcedPermissions,
      auth_mode: "cracked",
      server_time: 1.5,
      signing_url: null,
    },
  });
});

test("announces no more search results than there ever are, also where an older file says more", () => {
  const announced = (search_results: number) => handshake({ limits: { search_results } }).val.limits;
  expect(announced(1000)).toMatchObject({ search_results: 50 });
  expect(announced(7)).toMatchObject({ search_results: 7 });
});

test("fields about the server are present when they are configured", () => {
  const face = {
    ...facts.face,
    icon: "https://x.example/icon",
    url: "https://x.example",
    description: "Warm.",
    accent: "#226633",
  };
  expect(handshake({}, { face }).val.server).toEqual({
    name: "Kitchen",
    owner: { name: "nora" },
    icon: "https://x.example/icon",
    url: "https://x.example",
    description: "Warm.",
    accent: "#226633",
  });
});

test("capabilities are the names that commands are announced under, and the marks, in order", () => {
  const commands = [{ name: "ping" }, { name: "login", capability: null }, { name: "b", capability: "a" }];
  expect(capabilitiesOf(commands, configOf({}))).toEqual([
    "a",
    "attachment_upload",
    "channel_retention",
    "ping",
    "slow_mode",
  ]);
});

test("uploads are no capability while they are forbidden", () => {
  const given = { capabilities: ["attachment_upload", "ping"] };
  expect(handshake({}, given).val.capabilities).toEqual(["attachment_upload", "ping"]);
  const { attachments, capabilities } = handshake({ attachments: { enabled: false } }, given).val;
  expect([attachments.enabled, capabilities]).toEqual([false, ["ping"]]);
});

test("capabilities of web push are left out without a contact, or when it is switched off", () => {
  const commands = [{ name: "push_get_vapid", feature: "push" }] as const;
  const announced = (config: object) => capabilitiesOf(commands, configOf(config)).includes("push_get_vapid");
  expect(announced({})).toBe(false);
  expect(announced({ push: { contact: "mailto:admin@chat.example" } })).toBe(true);
  expect(announced({ push: { contact: "mailto:admin@chat.example", enabled: false } })).toBe(false);
  expect(announced({ server: { url: "wss://chat.example" } })).toBe(true);
  expect(announced({ server: { url: "http://chat.example" } })).toBe(false);
});

/** Sections of the configuration that limit sizes, amounts and rates. */
import { Type } from "@sinclair/typebox";
import { byManagers, large, written } from "./schema-words.ts";

export const limitsSection = Type.Object(
  {
    post_content: Type.Integer({
      ...written(2000),
      minimum: 1,
      maximum: 1_000_000,
      ...byManagers,
      description: "Characters of a message.",
    }),
    search_results: Type.Integer({
      ...written(30),
      minimum: 1,
      maximum: 1000,
      ...byManagers,
      description: "Messages in one answer to `messages_search`; never more than 50, whatever stands here.",
    }),
    frame_size: Type.Integer({
      default: 2_097_152,
      minimum: 1024,
      maximum: 67_108_864,
      restart: true,
      description:
        "Bytes of a frame from a client, for commands that take long texts, embeds or pictures; others take 64 KiB.",
    }),
    frame_size_before_login: Type.Integer({
      default: 65_536,
      minimum: 1024,
      maximum: 67_108_864,
      description: "Bytes of a frame from a client that isn't logged in.",
    }),
    connections: Type.Integer({
      default: 20_000,
      minimum: 1,
      maximum: large,
      description: "Open connections, all together.",
    }),
    connections_per_address: Type.Integer({
      default: 1000,
      minimum: 1,
      maximum: large,
      description:
        "Open connections of one client address; behind a trusted proxy the address that it names. An IPv6 network of 64 bits counts as one.",
    }),
    connections_per_user: Type.Integer({
      default: 25,
      minimum: 1,
      maximum: large,
      description:
        "Open connections of one user. A login beyond it closes the oldest. Each can hold as much memory as `frame_size`.",
    }),
    unauthenticated: Type.Integer({
      default: 2000,
      minimum: 1,
      maximum: large,
      description:
        "Open connections without a login, all together. Nobody is refused; above this number the server closes connections that have stayed for 20 seconds, the oldest of the addresses with most of them first. Each can hold as much memory as `frame_size`.",
    }),
    unauthenticated_per_address: Type.Integer({
      default: 100,
      minimum: 1,
      maximum: large,
      description: "The same of one client address, as `connections_per_address` counts.",
    }),
    packets_per_second: Type.Integer({
      default: 50,
      minimum: 1,
      maximum: large,
      description: "Packets per second of one connection in the long run; more closes it.",
    }),
    packets_burst: Type.Integer({
      default: 200,
      minimum: 1,
      maximum: large,
      description: "Packets of one connection at once, before `packets_per_second` counts.",
    }),
    bytes_per_second: Type.Integer({
      default: 262_144,
      minimum: 1024,
      maximum: large,
      description:
        "Bytes per second of one connection in the long run; more closes it. All connections of one user may send twice as much together, and all without a login of one address as much as one, beyond the first 4 KiB of each.",
    }),
    bytes_burst: Type.Integer({
      default: 8_388_608,
      minimum: 65_536,
      maximum: large,
      description: "Bytes at once, before `bytes_per_second` counts. A single frame may be larger.",
    }),
    send_queue_bytes: Type.Integer({
      default: 4_194_304,
      minimum: 65_536,
      maximum: large,
      description:
        "Characters waiting for a slow client; more closes its connection. An emoji counts as two; text beyond Latin takes more bytes than characters.",
    }),
    send_queue_packets: Type.Integer({
      default: 1000,
      minimum: 10,
      maximum: large,
      description: "Packets waiting for a slow client; more closes its connection.",
    }),
    login_seconds: Type.Integer({
      default: 300,
      minimum: 5,
      maximum: 86_400,
      description:
        "Seconds after which a connection without a login is closed; each one is checked every 30 seconds. The official client comes back each second, so keep it long.",
    }),
    malformed_frames: Type.Integer({
      default: 20,
      minimum: 1,
      maximum: large,
      description: "Frames of one connection that aren't a JSON object; more closes it.",
    }),
    logins_per_minute: Type.Integer({
      default: 5,
      minimum: 1,
      maximum: large,
      description:
        "Failed logins per minute of one account from one address; more lead to delays of up to 15 minutes. One address may fail ten times as often at once, and twice as often in the long run, for all accounts together. An account with more than 100 failures a day from addresses that it never logged in from can be tried only three times, then once in 12 hours, from each such address. A right password counts for none of it. `auth` has the same budget per address for refused validators.",
    }),
    good_logins_per_minute: Type.Integer({
      default: 20,
      minimum: 1,
      maximum: large,
      description:
        "Good logins per minute of one account in the long run; twice as many at once. More are told to wait.",
    }),
    kick_seconds: Type.Integer({
      default: 60,
      minimum: 0,
      maximum: large,
      description:
        "Seconds for which a kicked account can't log in or register again. Clients reconnect by themselves, so without this a kicked member is back at once.",
    }),
    registrations_per_minute: Type.Integer({
      default: 5,
      minimum: 1,
      maximum: large,
      description: "Registrations per minute and address.",
    }),
  },
  { description: "Sizes and amounts." },
);

export const rateLimitingSection = Type.Object(
  {
    enabled: Type.Boolean({
      ...written(false, true),
      ...byManagers,
      description:
        "Limit `message_new`, `message_edit` and `message_delete` for each user. The budgets of other commands always hold.",
    }),
    messages_per_minute: Type.Integer({
      ...written(30, 60),
      minimum: 0,
      maximum: large,
      ...byManagers,
      description: "Such commands within 60 seconds.",
    }),
    burst_limit: Type.Integer({
      ...written(5, 10),
      minimum: 0,
      maximum: large,
      ...byManagers,
      description: "Such commands within 10 seconds; one more starts the cooldown.",
    }),
    cooldown_seconds: Type.Integer({
      ...written(60, 30),
      minimum: 0,
      maximum: 86_400,
      ...byManagers,
      description: "Seconds to wait after a burst.",
    }),
  },
  { description: "How much one user may write." },
);

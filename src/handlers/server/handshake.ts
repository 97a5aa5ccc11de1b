/** The first packet of every connection: it describes the server. */
import { isPushOn } from "../../config/push.ts";
import type { Config } from "../../config/schema.ts";
import type { ServerFace } from "../../config/server-face.ts";
import { maxEmojis } from "../../db/reactions.ts";
import type { CommandDefinition } from "../../protocol/command.ts";
import { handshake } from "../../protocol/events.ts";
import { marks, uploadMark } from "../../protocol/marks.ts";
import { announcedPermissions } from "../../protocol/permissions.ts";
import { maxResults } from "../messages/max-results.ts";

/** Parts of the handshake that are not in the configuration. */
export interface HandshakeFacts {
  readonly face: ServerFace;
  readonly validatorKey: string;
  readonly capabilities: readonly string[];
  readonly signingUrl: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The announced names of commands, and the names of features that are no commands, sorted. */
export function capabilitiesOf(
  commands: Iterable<Pick<CommandDefinition, "name" | "capability" | "feature">>,
  config: Config,
): string[] {
  const names = [...commands].flatMap(({ name, capability, feature }) =>
    capability === null || (feature === "push" && !isPushOn(config)) ? [] : (capability ?? name),
  );
  return [...names, ...marks].sort();
}

export function handshakePacket(config: Config, facts: HandshakeFacts) {
  const { limits, attachments, auth_mode } = config;
  const { name, owner, icon, banner, url, description, accent } = facts.face;
  return {
    cmd: handshake.name,
    val: {
      server: {
        name,
        owner,
        ...(icon !== null && { icon }),
        ...(banner !== null && { banner }),
        ...(url !== null && { url }),
        ...(description !== null && { description }),
        ...(accent !== null && { accent }),
      },
      limits: {
        post_content: limits.post_content,
        search_results: maxResults(config),
        max_reactions_per_message: maxEmojis,
      },
      attachments: {
        enabled: attachments.enabled,
        max_size: attachments.max_size,
        allowed_types: attachments.allowed_types,
        max_attachments_per_user: attachments.max_attachments_per_user,
        permanent_tiers: attachments.permanent_tiers,
      },
      version: "1.1.0",
      validator_key: facts.validatorKey,
      capabilities: attachments.enabled
        ? facts.capabilities
        : facts.capabilities.filter((name) => name !== uploadMark),
      permissions: announcedPermissions,
      auth_mode,
      server_time: facts.now / 1000,
      signing_url: facts.signingUrl,
    },
  };
}

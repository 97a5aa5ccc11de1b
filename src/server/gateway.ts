/** Builds the gateway, the event log and `perform`, and the subscribers of the log. */
import { createPerform, type Perform } from "../actions/perform.ts";
import { callsEndedBy } from "../actions/voice/leave-call.ts";
import type { EventLog } from "../bus/event-log.ts";
import { createLocalEventLog } from "../bus/local.ts";
import { accountNamed } from "../chat/local-accounts.ts";
import type { Store } from "../db/store.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import type { Observer } from "../gateway/observer.ts";
import { capabilitiesOf, handshakePacket } from "../handlers/server/handshake.ts";
import { type Counters, createCounters } from "../observers/counters.ts";
import { createSecurityLog, type SecurityLog } from "../observers/security-log.ts";
import { alphanumeric } from "../startup/claim.ts";
import type { Environment } from "./environment.ts";
import type { Services } from "./services.ts";
import { dispatchLimits, gatewayLimits } from "./settings.ts";

export interface Connected {
  readonly gateway: Gateway;
  readonly eventLog: EventLog;
  readonly perform: Perform;
  readonly counters: Counters;
  readonly security: SecurityLog;
}

/**
 * @param signingUrl of validators; null: they are signed without one
 */
export function connectGateway(
  environment: Environment,
  store: Store,
  services: Services,
  signingUrl: string | null,
): Connected {
  const { config, log, commands, now, elapsed, newId } = environment;
  const { state, members, rules, identity, settings, shelf, timeouts } = services;
  const counters = createCounters();
  const security = createSecurityLog({
    log,
    elapsed,
    accountOf: (name) => accountNamed(name.trim().toLowerCase(), state)?.id ?? null,
  });
  const eventLog = createLocalEventLog({
    retention: () => ({ events: config.current.resume.events, characters: config.current.resume.bytes }),
    failed: (cause) => log.error("A subscriber of the event log failed", { cause }),
  });
  const perform = createPerform({
    store,
    eventLog,
    log,
    endedBy: (changes) => callsEndedBy(changes, state),
    effects: {
      ...rules.effects,
      kept_out: ({ names, seconds }) => identity.keepOut(names, seconds),
      picture_stored: ({ id, picture }) => shelf.stored(id, picture),
    },
  });
  const gateway = createGateway({
    state,
    perform,
    eventLog,
    log,
    elapsed,
    newId,
    newValidatorKey: () => `originChats-${signingUrl === null ? "" : `${signingUrl}-`}${alphanumeric(32)}`,
    handshake: (validatorKey) =>
      JSON.stringify(
        handshakePacket(config.current, {
          face: settings.face(),
          validatorKey,
          capabilities: capabilitiesOf(commands.values(), config.current),
          signingUrl,
          now: now(),
        }),
      ),
    presenceOf(userId) {
      const user = state.users.get(userId);
      return user ? members.packet("users_online", user) : "";
    },
    withoutHistory: rules.withoutHistory,
    observer: bothOf(counters, security),
    rules: { ...rules, commands, limits: () => dispatchLimits(config.current) },
    limits: () => gatewayLimits(config.current),
  });
  eventLog.subscribe(({ events }) => rules.told(events));
  eventLog.subscribe(({ changes }) => {
    for (const change of changes) {
      if (change.type === "users") timeouts.note(change.users, now(), elapsed());
    }
  });
  return { gateway, eventLog, perform, counters, security };
}

/** The gateway's notices are both counted and logged. */
function bothOf(counters: Counters, security: SecurityLog): Observer {
  return {
    opened: security.opened,
    closed: security.closed,
    refused: counters.refused,
    ended(request) {
      counters.ended(request);
      security.ended(request);
    },
    closing(connection, reason) {
      counters.closing(connection, reason);
      security.closing(connection, reason);
    },
  };
}

/**
 * Messages on their way to the server: shown at once, and posted once even if the connection breaks in between.
 *
 * @example
 * const outbox = createOutbox(client);
 * outbox.changed((sendings) => draw(sendings));
 * outbox.send({ place: "general", content: "Good morning" });
 */
import type { Client } from "./client.ts";
import { callEach } from "./connection/handlers.ts";
import { CommandError } from "./errors.ts";
import { placeOf, requestPlace } from "./model/model.ts";
import type { WireAttachment } from "./types.ts";

export interface NewMessage {
  /** A channel by its name, a thread by `thread:<id>`. */
  readonly place: string;
  readonly content: string;
  /** Id of the message that it answers. */
  readonly replyTo?: string | null;
  /** Uploads of the sender. */
  readonly attachments?: readonly WireAttachment[];
}

export interface Sending extends Required<NewMessage> {
  /** The server recognises a message that is sent again by it. */
  readonly nonce: string;
  /** Unix milliseconds of this device. */
  readonly at: number;
  /** `waiting`: the connection is lost, and it is sent when it is back. */
  readonly state: "sending" | "waiting" | "failed";
  /** Why it failed. Null: nobody knows whether the server has it, and it is too late to ask. */
  readonly problem: CommandError | null;
}

export interface Outbox {
  /** In the order of sending. What the server has stored is not in it any more. */
  readonly sendings: readonly Sending[];
  /** Calls the handler after each change; call the returned function to stop. */
  changed(handler: (sendings: readonly Sending[]) => unknown): () => void;
  /** @returns the nonce */
  send(message: NewMessage): string;
  /** Tries a failed one again. */
  retry(nonce: string): void;
  /** Forgets a message that was refused. */
  discard(nonce: string): void;
  stop(): void;
}

export interface OutboxOptions {
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** A new nonce: unique among all devices of the user. */
  readonly nonce?: () => string;
}

/** The server knows a nonce for ten minutes. Behind that a repeat could post the message twice. */
const repeatable = 9 * 60_000;

export function createOutbox(client: Client, options: OutboxOptions = {}): Outbox {
  const now = options.now ?? Date.now;
  const newNonce = options.nonce ?? randomNonce;
  const handlers = new Set<(sendings: readonly Sending[]) => unknown>();
  let sendings: readonly Sending[] = [];
  /** Nonces of those that were sent again. */
  const repeated = new Set<string>();

  function set(next: readonly Sending[]): void {
    sendings = next;
    callEach(handlers, "changed", next);
  }

  function change(nonce: string, fields: Partial<Pick<Sending, "state" | "problem" | "at">>): void {
    set(sendings.map((sending) => (sending.nonce === nonce ? { ...sending, ...fields } : sending)));
  }

  const remove = (nonce: string) => {
    repeated.delete(nonce);
    if (sendings.some((sending) => sending.nonce === nonce)) {
      set(sendings.filter((sending) => sending.nonce !== nonce));
    }
  };

  function post({ nonce, place, content, replyTo, attachments }: Sending): void {
    const fields = {
      ...requestPlace(place),
      nonce,
      content,
      ...(replyTo !== null && { reply_to: replyTo }),
      ...(attachments.length > 0 && { attachments: attachments.map(({ id }) => ({ id })) }),
    };
    client.request("message_new", fields, { inOrder: () => remove(nonce) }).catch((error: unknown) => {
      // Without an answer nobody knows whether it was stored, so it is asked again when the connection is back.
      if (error instanceof CommandError) change(nonce, { state: "failed", problem: error });
      else change(nonce, { state: "waiting" });
    });
  }

  const stopReady = client.on("ready", () => {
    for (const sending of sendings.filter(({ state }) => state === "waiting")) {
      if (now() - sending.at > repeatable) change(sending.nonce, { state: "failed" });
      else {
        repeated.add(sending.nonce);
        change(sending.nonce, { state: "sending" });
        post(sending);
      }
    }
  });
  // After a loss the event may come before the answer to the repeat, which would show the message twice for a moment.
  const stopNew = client.on("message_new", (packet) => {
    const { message } = packet;
    if (message.user !== client.user.username) return;
    const same = sendings.find(
      (sending) =>
        sending.place === placeOf(packet) &&
        repeated.has(sending.nonce) &&
        sending.content.trim() === message.content.trim() &&
        sending.attachments.length === (message.attachments?.length ?? 0),
    );
    if (same) remove(same.nonce);
  });

  return {
    get sendings() {
      return sendings;
    },
    changed(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    send({ place, content, replyTo = null, attachments = [] }) {
      const nonce = newNonce();
      const fields = { place, content, replyTo, attachments, nonce, at: now() };
      const sending: Sending = { ...fields, state: "sending", problem: null };
      set([...sendings, sending]);
      post(sending);
      return nonce;
    },
    retry(nonce) {
      const failed = sendings.find((sending) => sending.nonce === nonce && sending.state === "failed");
      if (!failed) return;
      // A refused message was not stored, so the nonce is still free, and later it may be known no more.
      change(nonce, { state: "sending", problem: null, at: now() });
      post(failed);
    },
    discard: remove,
    stop() {
      stopReady();
      stopNew();
    },
  };
}

/** Not by `randomUUID`, which browsers lack on pages without TLS. */
function randomNonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

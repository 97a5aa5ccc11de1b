/** An event on its way to connections: encoded when a connection needs it or it is kept, once in each form. */
import type { Audience, Emission } from "../chat/emission.ts";
import { type Form, formOf, type Profile } from "../protocol/profiles.ts";
import { withoutText } from "../protocol/without-text.ts";
import { textIdsOf } from "./kept-texts.ts";

export interface Frame {
  /** Number of the event, growing by one; null for events that change no state. */
  readonly seq: number | null;
  readonly to: Audience;
  readonly droppable: boolean;
  readonly deferrable: boolean;
  /** Connection that gets a copy of its own as its reply, or none. */
  readonly except: string | null;
  /** Ids of the message whose text it carries, and of the message's thread (kept-texts.ts). */
  readonly about: readonly string[];
  /** The form that some connections get instead of the usual one, or null. */
  readonly form: Form | null;
  /** Null where only the text is kept. */
  readonly packet: object | null;
  /** The packet as JSON, `seq` included; null until it is needed. */
  text: string | null;
  /** The same in the other form. */
  otherText: string | null;
}

/** @param requester id of the connection that asked, or null */
export function frameOf(emission: Emission, seq: number | null, requester: string | null): Frame {
  const { definition, packet, to, exceptRequester } = emission;
  return {
    seq,
    to,
    droppable: definition.droppable,
    deferrable: definition.deferrable,
    except: exceptRequester ? requester : null,
    about: textIdsOf(packet, definition),
    form: formOf(packet.cmd),
    packet,
    text: null,
    otherText: null,
  };
}

/** A sequence number without a packet. */
export function mark(seq: number): Frame {
  return {
    seq,
    to: { kind: "users", users: [] },
    droppable: false,
    deferrable: false,
    except: null,
    about: [],
    form: null,
    packet: null,
    text: "",
    otherText: null,
  };
}

export function usualText(frame: Frame): string {
  frame.text ??= encode(frame.packet ?? {}, frame.seq);
  return frame.text;
}

/** The text as a connection of this profile gets it. */
export function textFor(frame: Frame, profile: Profile): string {
  const { form, to } = frame;
  if (form === null) return usualText(frame);
  return form.suits(profile, "channel" in to ? to.channel : null) ? otherText(frame, form) : usualText(frame);
}

/**
 * The text of the copy that answers a request. Of two names it has that of the request.
 *
 * @param name `cmd` of the reply
 */
export function textAsReply(frame: Frame, name: string, profile: Profile): string {
  const { form } = frame;
  if (form === null || form.name === null) return textFor(frame, profile);
  return form.name === name ? otherText(frame, form) : usualText(frame);
}

function otherText(frame: Frame, form: Form): string {
  frame.otherText ??= encode(form.of(packetOf(frame)), frame.seq);
  return frame.otherText;
}

/** The frame as it is kept: with its text alone, since the objects of a packet take several times its memory. */
export function kept(frame: Frame): Frame {
  const { seq, to, droppable, deferrable, except, about, form } = frame;
  // Field by field: a spread of the frame took several times as long, for each event.
  return {
    seq,
    to,
    droppable,
    deferrable,
    except,
    about,
    form,
    packet: null,
    text: usualText(frame),
    otherText: null,
  };
}

/** The same event without the text of its message. */
export function withoutItsText(frame: Frame): Frame {
  const text = encode(withoutText(packetOf(frame)), frame.seq);
  return { ...frame, about: [], packet: null, text, otherText: null };
}

function packetOf({ packet, text }: Frame): object {
  if (packet) return packet;
  const { seq: _number, ...fields } = JSON.parse(text ?? "{}");
  return fields;
}

function encode(packet: object, number: number | null): string {
  const text = JSON.stringify(packet);
  return number === null ? text : `${text.slice(0, -1)},"seq":${number}}`;
}

/** The session with the server: logging in, staying in, leaving. */

import { batch, signal } from "@preact/signals";
import {
  type Client,
  CommandError,
  connect,
  createDrafts,
  createOutbox,
  type Drafts,
  type FetchOptions,
  type Followed,
  follow,
  type Login,
  type Model,
  type Outbox,
  type Sending,
} from "../../client/index.ts";
import { refusalsLoaded, refusalText } from "../texts/refusals/refusals.ts";
import { t } from "../texts/texts.ts";
import { base } from "./base.ts";
import { PageSocket } from "./early-socket.ts";
import { forgetAll, keep, kept, keptTexts, whenRemoved } from "./kept.ts";
import { forgetPush, unsubscribePush, watchPush } from "./push.ts";
import { roturToken, setRoturToken, validatorFor } from "./rotur.ts";
import { wanted, wantedMessage } from "./wanted.ts";

export type Phase = "starting" | "unreachable" | "entry" | "chat";

/** A log-in that is remembered: never the password. */
interface Remembered {
  readonly id: string;
  readonly token: string;
}

export interface Refusal {
  /** Beside which field it is shown; null: the whole form. */
  readonly field: "username" | "password" | "invite" | null;
  readonly text: string;
}

export const phase = signal<Phase>("starting");
export const model = signal<Model | null>(null);
export const sendings = signal<readonly Sending[]>([]);
/** The connection is lost, and for long enough to say so. */
export const isLost = signal(false);
/** What the person is told once, above the chat or the form. */
export const notice = signal<string | null>(null);
/** Code that makes the first owner, from `#claim=CODE`. */
export const claimCode = signal<string | null>(null);
/** Code of an invite, from `#invite=CODE`. */
export const inviteCode = signal<string | null>(null);

export interface Session {
  readonly client: Client;
  readonly followed: Followed;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
}
export const session = signal<Session | null>(null);
/** Key of the place whose newest messages came with the lists. */
export const firstPlace = signal<string | null>(null);

/** A loss is told only when it lasts longer. */
const quietLoss = 2000;
/** More than a screen holds. The list fetches what comes before. */
const messagesAtFirst = 30;
const retryAfter = 2000;

/** Reads the address, and enters with the remembered session if there is one. */
export async function start(): Promise<void> {
  readCodes();
  addEventListener("hashchange", readCodes);
  // An account of Rotur has no session that the server could end for the other tabs.
  whenRemoved("rotur", () => {
    const client = session.value?.client;
    if (!client || client.loginSession || rememberedSession()) return;
    forgetPerson(client.user.id);
    leave(null);
    client.close();
  });
  const remembered = rememberedLogin();
  if (remembered && !claimCode.value) await resume(remembered);
  else phase.value = "entry";
}

function rememberedLogin(): Login | null {
  const local = rememberedSession();
  if (local) return { session: local.token };
  const token = roturToken();
  return token === null ? null : roturLogin(token, "");
}

const roturLogin = (token: string, invite: string): Login => ({
  validator: (key) => validatorFor(base, token, key),
  ...(invite !== "" && { invite_code: invite }),
});

/** Takes codes out of the address, so that nobody reads them over a shoulder or in a history. */
function readCodes(): void {
  const [, name, code] = /^#(claim|invite)=([\w-]+)$/.exec(location.hash) ?? [];
  if (name === undefined || code === undefined) return;
  if (name === "claim") claimCode.value = code;
  else inviteCode.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}

function rememberedSession(): Remembered | null {
  try {
    const { id, token } = JSON.parse(kept("session") ?? "null") ?? {};
    return typeof id === "string" && typeof token === "string" ? { id, token } : null;
  } catch {
    return null;
  }
}

/** Codes after which the session is of no more use: it was ended here or elsewhere, or the account is gone. */
const endsSession: ReadonlySet<string> = new Set(["invalid_session", "password_changed", "account_deleted"]);

function endRemembered(): void {
  keep("session", null);
  forgetPush().catch(() => {});
}

async function resume(login: Login): Promise<void> {
  for (;;) {
    try {
      await enter(login);
      return;
    } catch (error) {
      if (error instanceof CommandError && error.code === "invalid_session") {
        endRemembered();
        notice.value = t().sessionEnded;
      } else if (!(error instanceof CommandError) || error.retryAfter !== null) {
        phase.value = "unreachable";
        await new Promise((resolve) => setTimeout(resolve, retryAfter));
        continue;
      } else {
        await refusalsLoaded();
        notice.value = refusalText(error);
      }
      phase.value = "entry";
      return;
    }
  }
}

/** @returns null when it worked, or what is refused */
export async function logIn(username: string, password: string): Promise<Refusal | null> {
  return tryToEnter({ login: { username, password, ...thisDevice() } });
}

/** @param isKept the token stays in this browser. @returns null when it worked, or what is refused */
export async function logInWithRotur(
  token: string,
  isKept: boolean,
  invite: string,
): Promise<Refusal | null> {
  const refused = await tryToEnter(roturLogin(token, invite));
  if (refused === null) setRoturToken(token, isKept);
  return refused;
}

/** Makes an account. @returns null when it worked, or what is refused */
export async function register(username: string, password: string, invite: string): Promise<Refusal | null> {
  const code = invite === "" ? {} : { invite_code: invite };
  return tryToEnter({ register: { username, password, ...code, ...thisDevice() } });
}

function thisDevice() {
  const { userAgent } = navigator;
  const browser =
    ["Firefox", "Edg", "Chrome", "Safari"].find((name) => userAgent.includes(name)) ?? "Browser";
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].find((name) =>
    userAgent.includes(name),
  );
  const name = browser === "Edg" ? "Edge" : browser;
  return { remember: true, device: system === undefined ? name : `${name}, ${system}` };
}

async function tryToEnter(login: Login): Promise<Refusal | null> {
  // What ended the session before is no answer to this attempt.
  notice.value = null;
  try {
    await enter(login);
    return null;
  } catch (error) {
    await refusalsLoaded();
    const text = error instanceof CommandError ? refusalText(error) : t().unreachable;
    return { field: error instanceof CommandError ? fieldOf(error) : null, text };
  }
}

function fieldOf({ code, packet, message }: CommandError): Refusal["field"] {
  if (code.includes("password")) return "password";
  if (code.startsWith("invite")) return "invite";
  if (code === "invalid_field") {
    const named = `${packet["field"] ?? ""} ${message}`;
    return named.includes("password") ? "password" : named.includes("username") ? "username" : null;
  }
  return code.startsWith("username") || code === "account_not_found" ? "username" : null;
}

/** Of the names under which a member's drafts are kept. */
export const draftPrefix = (id: string) => `draft:${id}:`;

async function enter(login: Login): Promise<void> {
  const client = await connect(base, { login, WebSocket: PageSocket });
  watchPush(client);
  if (client.loginSession) {
    const { id, token } = client.loginSession;
    keep("session", JSON.stringify({ id, token }));
  }
  const followed = await follow(client, { messages: 0, ...firstMessages() });
  const outbox = createOutbox(client);
  const drafts = createDrafts(keptTexts, draftPrefix(client.user.id));
  followed.changed((next) => {
    model.value = next;
  });
  outbox.changed((next) => {
    sendings.value = next;
  });
  watchConnection(client);
  batch(() => {
    session.value = { client, followed, outbox, drafts };
    model.value = followed.model;
    notice.value = null;
    phase.value = "chat";
  });
  await claim(client);
}

/** The newest messages of the place that opens come with the lists, unless it opens at an older message. */
function firstMessages(): Pick<FetchOptions, "first"> {
  const place = wantedMessage.value === null ? wanted.value : null;
  firstPlace.value = place;
  return place === null ? {} : { first: { place, messages: messagesAtFirst } };
}

async function claim(client: Client): Promise<void> {
  const code = claimCode.value;
  claimCode.value = null;
  inviteCode.value = null;
  if (code === null) return;
  try {
    await client.request("owner_claim", { code });
  } catch (error) {
    notice.value = t().claimFailed(error instanceof CommandError ? refusalText(error) : t().unreachable);
  }
}

function watchConnection(client: Client): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // When the network or the person is back, it tries again at once.
  const wake = () => {
    if (!document.hidden) client.retry();
  };
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  client.on("lost", () => {
    timer ??= setTimeout(() => {
      isLost.value = true;
    }, quietLoss);
  });
  let endedBy: { readonly code: string | null; readonly message: string } | null = null;
  client.on("ready", () => {
    clearTimeout(timer);
    timer = undefined;
    isLost.value = false;
    endedBy = null;
  });
  let told: string | null = null;
  client.on("disconnect", ({ reason }) => {
    told = reason;
  });
  client.on("error", ({ src, code = null, val }) => {
    if (src === "auth") endedBy = { code, message: val };
  });
  client.on("closed", ({ reason, error }) => {
    clearTimeout(timer);
    removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
    if (session.value?.client !== client) return;
    // In another tab somebody may have logged in again meanwhile.
    const isOwn = rememberedSession()?.id === client.loginSession?.id;
    const refused = error ?? endedBy;
    if (isOwn && endsSession.has(refused?.code ?? "")) endRemembered();
    if (refused?.code === "invalid_session") leave(t().sessionEnded);
    else leave(refused ? refusalText(refused) : t().closed(told ?? reason));
  });
}

function leave(text: string | null): void {
  session.value?.followed.stop();
  session.value?.outbox.stop();
  batch(() => {
    session.value = null;
    model.value = null;
    sendings.value = [];
    isLost.value = false;
    notice.value = text;
    phase.value = "entry";
  });
}

/** The next person at this computer must not read what this one wrote, looked for and opened. */
function forgetPerson(id: string): void {
  for (const name of [draftPrefix(id), `searches:${id}`, `recent:${id}`, "place"]) forgetAll(name);
  history.replaceState(null, "", location.pathname + location.search);
}

/** Ends the session on the server too, so that its token is of no more use. */
export async function logOut(): Promise<void> {
  const client = session.value?.client;
  const remembered = rememberedSession();
  keep("session", null);
  setRoturToken(null, true);
  leave(null);
  if (!client) return;
  forgetPerson(client.user.id);
  await unsubscribePush(client).catch(() => {});
  // Without a connection the token ends by itself, when it isn't used for long.
  if (remembered) await client.request("session_revoke", { id: remembered.id }).catch(() => {});
  client.close();
}

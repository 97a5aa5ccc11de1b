/** Keeps a model of the server up to date over a client's connection. */
import type { Client } from "./client.ts";
import { callEach } from "./connection/handlers.ts";
import { CommandError } from "./errors.ts";
import { apply } from "./model/apply.ts";
import { withEmojis } from "./model/emojis.ts";
import { finishAround } from "./model/excerpts.ts";
import { finishLoading, startLoading } from "./model/loading.ts";
import { withMembers } from "./model/members.ts";
import { emptyModel, type Model, requestPlace, threadPrefix } from "./model/model.ts";
import { withPushSettings } from "./model/push-settings.ts";
import { withReminders, withScheduled } from "./model/scheduled.ts";
import { withServer } from "./model/server.ts";
import { withSlashes } from "./model/slash.ts";
import { withStickers } from "./model/stickers.ts";
import { withUnreads } from "./model/unreads.ts";

export interface FetchOptions {
  /**
   * Messages to load of each text channel: 1 to 200, or 0 for none. Default 50. The user has read then what was
   * loaded, on all their connections.
   */
  readonly messages?: number;
  /** Names of the channels to open, with their threads; default all. */
  readonly channels?: readonly string[];
  /**
   * A channel or thread whose newest messages are asked for together with the lists. It need not exist. It is loaded
   * only at the beginning, not after a loss. The user has read then what was loaded; `unreadAtFirst` says how much.
   */
  readonly first?: { readonly place: string; readonly messages: number };
}

export interface Followed {
  /** Messages of the place in `first` that were unread before it was loaded. */
  readonly unreadAtFirst: number;
  /** As of the last event. A new value after each change, so `===` tells whether anything changed. */
  readonly model: Model;
  /** Calls the handler after each change; call the returned function to stop. */
  changed(handler: (model: Model) => unknown): () => void;
  /**
   * Loads the newest messages of a channel, or of a thread (`thread:<id>`), or the page before the oldest that is
   * known. @throws what `request` throws
   */
  load(place: string, messages?: number): Promise<void>;
  /**
   * Loads a message with its neighbours, unless it is loaded already. What doesn't reach to the history of the place is
   * in `model.excerpts`, until `loadBeside` has filled the gap. Nothing is marked as read. @throws what `request` throws
   */
  loadAround(place: string, id: string, messages?: number): Promise<void>;
  /** Loads the page before or after the excerpt of the place. @throws what `request` throws */
  loadBeside(place: string, side: "older" | "newer", messages?: number): Promise<void>;
  /** Changes the model by hand: what was read, for example. */
  update(change: (model: Model) => Model): void;
  stop(): void;
}

const usualMessages = 50;
let tickets = 0;

/** The state of the server as it is now. @throws what `request` throws */
export async function fetch(client: Client, options: FetchOptions = {}): Promise<Model> {
  const draft = start(client, options);
  try {
    await draft.loaded;
    return draft.model;
  } finally {
    draft.stop();
  }
}

/**
 * Fetches the state and applies every event from then on. After a loss that `resume` can't mend it fetches anew;
 * until that is done the old state stays.
 *
 * @example
 * const followed = await follow(client);
 * followed.changed((model) => draw(model.channels, model.members));
 * @throws what `request` throws
 */
export async function follow(client: Client, options: FetchOptions = {}): Promise<Followed> {
  const handlers = new Set<(model: Model) => unknown>();
  const tell = (model: Model) => callEach(handlers, "changed", model);
  let current = start(client, options, tell);
  let next: Draft | null = null;
  let brokenOff = false;
  const { first: _onlyAtFirst, ...later } = options;
  const startOver = () => {
    brokenOff = false;
    next?.stop();
    const draft = start(client, later, (model) => {
      if (draft === current) tell(model);
    });
    next = draft;
    draft.loaded.then(
      () => {
        if (draft !== next) return;
        current.stop();
        current = draft;
        next = null;
        tell(draft.model);
      },
      () => {
        draft.stop();
        if (draft === next) brokenOff = true;
      },
    );
  };
  const stopReset = client.on("reset", startOver);
  // Lost while fetching: what is missing stays missing, even if `resume` mends the second loss.
  const stopReady = client.on("ready", () => {
    if (brokenOff) startOver();
  });
  const stop = () => {
    stopReset();
    stopReady();
    current.stop();
    next?.stop();
  };
  try {
    await current.loaded;
  } catch (error) {
    stop();
    throw error;
  }
  const { unreadAtFirst } = current;
  return {
    unreadAtFirst,
    get model() {
      return current.model;
    },
    changed(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    load: (place, messages = usualMessages) => current.load(place, messages),
    async loadAround(place, id, messages = usualMessages) {
      const { histories, excerpts } = current.model;
      const isLoaded = [histories.get(place), excerpts.get(place)].some((part) =>
        part?.messages.some((message) => message.id === id),
      );
      const half = Math.ceil(messages / 2);
      if (!isLoaded) await current.loadAround(place, id, { above: half, below: half });
    },
    async loadBeside(place, side, messages = usualMessages) {
      const edge = current.model.excerpts.get(place)?.messages.at(side === "older" ? 0 : -1);
      if (!edge) return;
      const bounds = side === "older" ? { above: 0, below: messages } : { above: messages, below: 0 };
      await current.loadAround(place, edge.id, bounds);
    },
    update: (change) => current.update(change),
    stop,
  };
}

interface Bounds {
  readonly above: number;
  readonly below: number;
}

interface Draft {
  readonly model: Model;
  /** See `Followed`. Known when it is loaded. */
  readonly unreadAtFirst: number;
  readonly loaded: Promise<void>;
  load(place: string, messages: number): Promise<void>;
  loadAround(place: string, id: string, bounds: Bounds): Promise<void>;
  update(change: (model: Model) => Model): void;
  stop(): void;
}

/**
 * Takes events from the first moment: each reply replaces its part of the state at its own place in the stream,
 * so no event is lost or counted twice between asking and answer.
 */
function start(client: Client, options: FetchOptions, tell: (model: Model) => void = () => {}): Draft {
  let model = emptyModel(client.user.id);
  let unreadAtFirst = 0;
  const update = (change: (model: Model) => Model) => {
    const before = model;
    model = change(before);
    if (model !== before) tell(model);
  };
  const stop = client.on("event", (event) => update((before) => apply(before, event)));

  async function load(place: string, limit: number): Promise<void> {
    const ticket = ++tickets;
    const oldest = model.histories.get(place)?.messages[0];
    const at = requestPlace(place);
    update((before) => startLoading(before, ticket, place));
    try {
      await client.request(
        "messages_get",
        { ...at, limit, ...(oldest && { start: oldest.id }) },
        { inOrder: (page) => update((before) => finishLoading(before, ticket, page)) },
      );
    } finally {
      update((before) => finishLoading(before, ticket, null));
    }
  }

  async function loadAround(place: string, id: string, bounds: Bounds): Promise<void> {
    const ticket = ++tickets;
    update((before) => startLoading(before, ticket, place));
    try {
      await client.request(
        "messages_around",
        { ...requestPlace(place), around: id, bounds },
        { inOrder: (page) => update((before) => finishAround(before, ticket, page)) },
      );
    } finally {
      update((before) => finishAround(before, ticket, null));
    }
  }

  async function everything(): Promise<void> {
    const limit = options.messages ?? usualMessages;
    const pages: Promise<void>[] = [];
    const lists = [
      client.request(
        "roles_list",
        {},
        { inOrder: (reply) => update((before) => apply(before, { ...reply, cmd: "roles_list" })) },
      ),
      client.request(
        "users_list",
        {},
        { inOrder: (reply) => update((before) => withMembers(before, reply)) },
      ),
      // Before the pages, each of which says that it was read.
      client.request(
        "unreads_get",
        {},
        {
          inOrder(reply) {
            update((before) => withUnreads(before, reply));
            unreadAtFirst = model.unread.get(options.first?.place ?? "")?.messages ?? 0;
          },
        },
      ),
      client
        .request(
          "emoji_get_all",
          {},
          { inOrder: (reply) => update((before) => withEmojis(before, reply.emojis)) },
        )
        .catch(ignoreUnknown),
      client
        .request("server_info", {}, { inOrder: (reply) => update((before) => withServer(before, reply)) })
        .catch(ignoreUnknown),
      client
        .request(
          "sticker_list",
          {},
          { inOrder: (reply) => update((before) => withStickers(before, reply.stickers)) },
        )
        .catch(ignoreUnknown),
      client
        .request(
          "scheduled_list",
          {},
          { inOrder: (reply) => update((before) => withScheduled(before, reply.scheduled)) },
        )
        .catch(ignoreUnknown),
      client
        .request(
          "reminder_list",
          {},
          { inOrder: (reply) => update((before) => withReminders(before, reply.reminders)) },
        )
        .catch(ignoreUnknown),
      client
        .request(
          "push_settings_get",
          {},
          { inOrder: (reply) => update((before) => withPushSettings(before, reply)) },
        )
        .catch(ignoreUnknown),
      client
        .request(
          "slash_list",
          {},
          { inOrder: (reply) => update((before) => withSlashes(before, reply.commands)) },
        )
        .catch(ignoreUnknown),
      client.request(
        "channels_get",
        {},
        {
          inOrder(reply) {
            update((before) => apply(before, { ...reply, cmd: "channels_get" }));
            if (limit === 0) return;
            for (const { name, type, threads } of reply.val) {
              if (options.channels && !options.channels.includes(name)) continue;
              const places = [
                ...(type === "text" ? [name] : []),
                ...(threads ?? []).map(({ id }) => `${threadPrefix}${id}`),
              ];
              for (const place of places) {
                const page = load(place, limit).catch(ignoreGone);
                // Awaited below, unless one of the lists fails first.
                page.catch(() => {});
                pages.push(page);
              }
            }
          },
        },
      ),
    ];
    // The answer comes behind that with the channels.
    const { first } = options;
    if (first) lists.push(load(first.place, first.messages).catch(ignoreRefused));
    await Promise.all(lists);
    await Promise.all(pages);
  }

  return {
    get model() {
      return model;
    },
    get unreadAtFirst() {
      return unreadAtFirst;
    },
    loaded: everything(),
    load,
    loadAround,
    update,
    stop,
  };
}

/** An older server doesn't know these lists. */
function ignoreUnknown(error: unknown): void {
  if (!(error instanceof CommandError && error.code === "unknown_command")) throw error;
}

/** What was asked for need not exist. */
function ignoreRefused(error: unknown): void {
  if (!(error instanceof CommandError)) throw error;
}

/** The channel or thread vanished between the list and the question. */
function ignoreGone(error: unknown): void {
  if (
    error instanceof CommandError &&
    (error.code === "channel_not_found" || error.code === "thread_not_found")
  )
    return;
  throw error;
}

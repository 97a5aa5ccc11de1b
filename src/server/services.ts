/** Services for commands: the state in memory, identities, pictures, the disk, and the rules of commands. */
import { join } from "node:path";
import { fullDiskNotice, ownersOf } from "../actions/full-disk.ts";
import { createHeldStatuses, type HeldStatuses } from "../actions/members/held-statuses.ts";
import type { Perform } from "../actions/perform.ts";
import type { ServerSettings } from "../actions/server/settings.ts";
import type { Figures } from "../actions/server/stats.ts";
import { hasOwner } from "../chat/ownership.ts";
import { picturesPath } from "../chat/pictures.ts";
import { createState, type MutableState } from "../chat/state.ts";
import { createTimeouts, type Timeouts } from "../chat/timeouts.ts";
import { loadEverything } from "../db/meta.ts";
import { emojiStore, stickerStore } from "../db/named-pictures.ts";
import { pictureById, pictureTypes } from "../db/pictures.ts";
import type { Store } from "../db/store.ts";
import { createMemberTexts } from "../handlers/member-texts.ts";
import { type CommandRules, createCommandRules } from "../handlers/rules.ts";
import type { Measurements } from "../http/metrics.ts";
import { openPictureShelf, type PictureShelf } from "../http/picture-shelf.ts";
import { baseUrl } from "../http/server-assets.ts";
import { createIdentity } from "../identity/create.ts";
import type { Identity } from "../identity/identity.ts";
import { createOutgoing, type Outgoing } from "../outgoing/outgoing.ts";
import type { PushResult } from "../push/send.ts";
import { openVapid, type Vapid } from "../push/vapid.ts";
import { openSealing, type Sealing } from "../sealing/sealing.ts";
import { prepareClaim } from "../startup/prepare.ts";
import { type DiskSpace, watchDiskSpace } from "../upkeep/disk-space.ts";
import type { Environment } from "./environment.ts";
import { createFigures } from "./measure.ts";
import { serverSettings } from "./server-settings.ts";
import { openStorage, type Storage } from "./storage.ts";

/** What the database keeps pictures of. */
const pictureStores = [{ types: pictureTypes }, emojiStore, stickerStore];

export interface Services {
  readonly state: MutableState;
  /** The code for the first owner, or null when there was an owner at the start. */
  readonly claimCode: string | null;
  readonly identity: Identity;
  readonly timeouts: Timeouts;
  readonly heldStatuses: HeldStatuses;
  readonly members: ReturnType<typeof createMemberTexts>;
  readonly shelf: PictureShelf;
  readonly disk: DiskSpace;
  readonly sealing: Sealing;
  readonly settings: ServerSettings;
  readonly figures: Figures;
  readonly storage: Storage;
  readonly vapid: Vapid;
  /** Tries of web push by their result. */
  readonly pushes: Map<PushResult["kind"], number>;
  readonly outgoing: Outgoing;
  readonly rules: CommandRules;
}

/**
 * @param url where the server can be reached, once it listens
 * @param perform carries out what happens without a request
 * @param measure once the server listens
 */
export async function createServices(
  environment: Environment,
  store: Store,
  url: () => string,
  perform: Perform,
  measure: () => Measurements,
): Promise<Services> {
  const { dataFolder, config, log, budgets, now, elapsed, nonceTime, newId } = environment;
  const state = createState(await store.read(loadEverything({})), () => baseUrl(config.current, url()));
  const sealing = openSealing(join(dataFolder, "db"));
  const vapid = openVapid(join(dataFolder, "db"));
  const outgoing = createOutgoing({ trusted: () => config.current.outgoing.trusted_hosts });
  const { claim, claimCode } = await prepareClaim(store, hasOwner(state));
  const members = createMemberTexts(state);
  const { emoji, sticker } = state.namedPictures;
  const shelf = await openPictureShelf(
    {
      types: async () => (await Promise.all(pictureStores.map(({ types }) => store.read(types({}))))).flat(),
      picture: (id) =>
        store.read(
          emoji.byFile(id)
            ? emojiStore.file({ name: id })
            : sticker.byFile(id)
              ? stickerStore.file({ name: id })
              : pictureById({ id }),
        ),
    },
    (id) => (emoji.byFile(id) ?? sticker.byFile(id)) !== undefined || state.hasPicture(id),
  );
  const identity = createIdentity(() => config.current, log, { now, elapsed });
  const storage = await openStorage(environment, store);
  const timeouts = createTimeouts();
  timeouts.note(state.users.values(), now(), elapsed());
  const heldStatuses = createHeldStatuses(state, budgets.status, elapsed);
  const disk = watchDiskSpace({
    folder: join(dataFolder, "db"),
    reserve: () => config.current.DB.reserve,
    log,
    onLow: () => perform({ name: "disk_low", decide: () => ({ events: fullDiskNotice(ownersOf(state)) }) }),
  });
  const settings = serverSettings(environment, url);
  const figures = createFigures(environment, store, measure);
  const rules = createCommandRules(
    {
      state,
      newId,
      read: (read) => store.read(read),
      identity,
      claim,
      members,
      heldStatuses,
      publicUrl: () => baseUrl(config.current, url()),
      pictureUrl: (id) => `${baseUrl(config.current, url())}${picturesPath}${id}`,
      disk,
      sealing,
      settings,
      figures,
      pushKey: vapid.publicKey,
    },
    () => config.current,
    { now, elapsed, nonceTime },
    timeouts,
    budgets,
  );
  return {
    state,
    claimCode,
    identity,
    timeouts,
    heldStatuses,
    members,
    shelf,
    disk,
    sealing,
    settings,
    figures,
    storage,
    vapid,
    pushes: new Map(),
    outgoing,
    rules,
  };
}

/** The routes of HTTP, with what each one is given. */
import {
  beginResumable,
  mayUpload,
  mayUploadAsWebhook,
  type StoredFile,
  storeUpload,
} from "../actions/attachments/upload.ts";
import { inviteProblem, normalCode } from "../actions/invites/use.ts";
import { publicMessage } from "../actions/messages/public-message.ts";
import { carryOut } from "../actions/perform.ts";
import { postAsWebhook } from "../actions/webhooks/post.ts";
import { attachmentById } from "../db/attachments.ts";
import { inviteByCode } from "../db/invites.ts";
import type { Store } from "../db/store.ts";
import { endUpload, unfinishedUpload } from "../db/unfinished-uploads.ts";
import { webhookByToken } from "../db/webhooks.ts";
import type { TlsFiles } from "../gateway/transport.ts";
import { finishUpload, type MayUpload } from "../http/attachments/finish.ts";
import { createGate } from "../http/attachments/gate.ts";
import { resumableRoutes } from "../http/attachments/resumable.ts";
import { attachmentRoutes } from "../http/attachments/serve.ts";
import { createTurns } from "../http/attachments/turns.ts";
import { uploadRoute } from "../http/attachments/upload.ts";
import { docsFiles, docsRoute } from "../http/docs.ts";
import { healthz } from "../http/healthz.ts";
import { indexPage } from "../http/index-page.ts";
import { info } from "../http/info.ts";
import { inviteRoutes } from "../http/invites.ts";
import { type Measurements, metrics } from "../http/metrics.ts";
import { namedPictures } from "../http/named-pictures.ts";
import { pageRoutes } from "../http/page/page.ts";
import { pageFiles } from "../http/page/page-files.ts";
import { roturValidator } from "../http/page/rotur-validator.ts";
import { pictures } from "../http/pictures.ts";
import { publicMessages } from "../http/public-messages.ts";
import { root } from "../http/root.ts";
import { createRouter } from "../http/route.ts";
import { serverAsset } from "../http/server-assets.ts";
import { webhookRoutes } from "../http/webhooks/endpoint.ts";
import { createValidatorMaker } from "../identity/rotur-validator.ts";
import { fail, isFailure } from "../protocol/errors.ts";
import { validatorKeyIn } from "../sealing/connection-token.ts";
import { hashOfSecret } from "../sealing/sealing.ts";
import { version } from "../startup/version.ts";
import type { Environment } from "./environment.ts";
import type { Connected } from "./gateway.ts";
import type { Services } from "./services.ts";

/** What changes while the server runs. */
export interface Serving {
  /** Where the server can be reached, once it listens. */
  readonly url: string;
  /** The certificate in use; null: without TLS. */
  readonly tls: TlsFiles | null;
}

export function createRoutes(
  { config, dataFolder, log, now, elapsed, nonceTime, newId }: Environment,
  store: Store,
  { state, identity, disk, shelf, sealing, settings, storage, rules }: Services,
  { gateway, perform }: Connected,
  serving: () => Serving,
  measure: () => Measurements,
) {
  const page = pageRoutes({
    config: () => config.current,
    face: settings.face,
    files: pageFiles,
    landing: indexPage(
      () => config.current,
      () => serving().url,
    ),
    failed: (cause) => log.error("The page cannot be shown", { cause }),
  });
  const docs = docsRoute({
    config: () => config.current,
    files: docsFiles,
    failed: (cause) => log.error("The documentation cannot be shown", { cause }),
  });
  const uploading = () => ({
    state,
    config: config.current,
    now: now(),
    newId,
    timeoutLeft: rules.timeoutLeft,
  });
  const uploads = {
    ...storage,
    config: () => config.current,
    gate: createGate({
      config: () => config.current,
      disk,
      elapsed,
      userOfKey(key) {
        const validatorKey = validatorKeyIn(key, sealing);
        return validatorKey === null
          ? rules.userOfUploadKey(hashOfSecret(key))
          : gateway.userOfKey(validatorKey);
      },
    }),
    turns: createTurns(),
    elapsed,
    subscriptionOf: storage.subscriptions.of,
    mayUpload: (user: string, channel: string | null) => mayUpload(uploading(), user, channel),
    store: (may: MayUpload, file: StoredFile) =>
      carryOut(perform, "attachment_upload", () => {
        const uploader = may();
        return isFailure(uploader) ? uploader : storeUpload(uploading(), uploader, file);
      }),
  };
  return createRouter(
    [
      root(page.document),
      page.document,
      page.assets,
      docs,
      page.worker,
      roturValidator({
        config: () => config.current,
        make: createValidatorMaker(() => ({
          baseUrl: config.current.rotur.base_url,
          timeoutMs: config.current.rotur.timeout_ms,
        })),
        isOpenKey: gateway.isOpenKey,
        elapsed,
      }),
      page.manifest,
      info({
        config: () => config.current,
        face: settings.face,
        state,
        authenticated: gateway.authenticated,
        build: version,
        elapsed,
      }),
      healthz(() => store.problem),
      metrics(measure, () => config.current.metrics.public, version),
      pictures(shelf, state.hasPicture),
      namedPictures("/emojis/:name", shelf, state.namedPictures.emoji, ({ id, name, fileName }) => ({
        id: String(id),
        name,
        fileName,
      })),
      namedPictures("/stickers/:name", shelf, state.namedPictures.sticker, ({ id, ...sticker }) => ({
        id: String(id),
        ...sticker,
      })),
      ...attachmentRoutes({
        isEnabled: () => config.current.attachments.enabled,
        find: (id) => store.read(attachmentById({ id })),
        files: storage.files,
        now,
      }),
      uploadRoute({ ...uploads, userOfValidatorKey: gateway.userOfKey, confirm: identity.confirm }),
      ...resumableRoutes({
        ...uploads,
        begin: (uploader, upload) =>
          carryOut(perform, "upload_begin", () =>
            beginResumable(uploading(), uploader, upload, storage.files.bytes),
          ),
        find: (id) => store.read(unfinishedUpload({ id })),
        end: (id) => new Promise((resolve) => store.commit(endUpload({ id }), () => resolve())),
        channelName: (room) => state.channelById(room)?.name ?? null,
      }),
      ...inviteRoutes({
        config: () => config.current,
        face: settings.face,
        listening: () => serving().url,
        find: async (given) => {
          const code = normalCode(given);
          const invite = code === null ? null : await store.read(inviteByCode({ code }));
          return inviteProblem(invite, state, now()) ?? invite ?? fail("invite_invalid");
        },
        elapsed,
      }),
      publicMessages({
        find: (channel, id) =>
          publicMessage(
            { state, config: () => config.current, read: (read) => store.read(read) },
            channel,
            id,
          ),
        elapsed,
      }),
      serverAsset("icon", () => config.current, dataFolder),
      serverAsset("banner", () => config.current, dataFolder),
      ...webhookRoutes({
        find: (hash) => store.read(webhookByToken({ hash })),
        post: (webhook, post) =>
          carryOut(perform, "webhook_post", () =>
            postAsWebhook(
              { state, config: config.current, now: now(), nonceTime: nonceTime(), newId },
              webhook,
              post,
            ),
          ),
        sealing,
        disk,
        now,
        elapsed,
        uploads: {
          ...uploads,
          most: () => config.current.attachments.max_size,
          finish: (webhook, file, described) =>
            finishUpload(uploads, () => mayUploadAsWebhook(uploading(), webhook), file, described),
        },
      }),
    ],
    (path, cause) => log.error("An HTTP route failed", { path, cause }),
  );
}

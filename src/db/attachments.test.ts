/** Whatever happens to attachments and their messages, the tables agree, and no blob is lost sight of. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { addMembers, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { textChannel } from "../../tests/support/plain.ts";
import { storeFaults } from "../../tests/support/store-checker.ts";
import { isFailure } from "../protocol/errors.ts";
import { expireAttachments, insertAttachment, removeAttachment } from "./attachments.ts";
import { checkBlob, claimBlobs, doubtfulBlobs, forgetBlob } from "./blobs.ts";
import { changeChannelList } from "./channels.ts";
import { deleteMessage } from "./delete-message.ts";
import { insertMessage } from "./post-message.ts";
import { purgeDeletedRoom } from "./purge.ts";
import { indexSome } from "./search-index.ts";

const small = fc.integer({ min: 0, max: 5 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("upload" as const), content: small, room: small }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("post" as const),
      room: small,
      files: fc.array(small, { maxLength: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), message: small }) },
  fc.record({ kind: fc.constant("remove" as const), file: small }),
  fc.record({ kind: fc.constant("expire" as const) }),
  fc.record({ kind: fc.constant("close" as const), room: small }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("clean" as const) }) },
);

test("property: after any steps the store is sound, and exactly the needed blobs are left", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const database = openMemoryDatabase();
      const { call } = database;
      addMembers(database, "mira");
      const order = [0, 1].map((added) => ({ added }));
      const added = ["one", "two"].map(textChannel);
      call(changeChannelList({ changed: [], removed: [], added, order, now: 1 }));
      let now = 10;
      let files = 0;
      let messages = 0;
      const open = new Set([1, 2]);
      const recent = (count: number, back: number) => count - (back % Math.max(1, count));
      const hashOf = (content: number) => String(content).repeat(64);
      const clean = () => {
        for (const hash of call(doubtfulBlobs({ after: "", limit: 100 }))) {
          if (call(checkBlob({ hash }))) call(forgetBlob({ hash }));
        }
      };
      for (const one of steps) {
        now++;
        switch (one.kind) {
          case "upload": {
            const room = one.room % 2 === 0 ? 0 : 1 + (one.content % 2);
            if (room !== 0 && !open.has(room)) break;
            const blob = hashOf(one.content);
            // Some have no thumbnail, and some share it.
            const thumbnail = one.content % 2 === 0 ? hashOf(9) : null;
            const blobs = [blob, thumbnail].flatMap((hash) => (hash ? [{ hash, size: 5 }] : []));
            call(claimBlobs({ blobs }));
            call(
              insertAttachment({
                most: 4,
                upload: {
                  id: `f${++files}`,
                  uploader: "mira",
                  room: room === 0 ? null : room,
                  name: "x",
                  type: "x/y",
                  size: 5,
                  media: null,
                  permanent: false,
                  createdAt: now,
                  expiresAt: now + 20,
                  blob,
                  small: thumbnail,
                  large: null,
                },
              }),
            );
            break;
          }
          case "post": {
            const room = 1 + (one.room % 2);
            const ids = [...new Set(one.files)].map((back) => `f${recent(files, back)}`);
            const stored = call(
              insertMessage({
                id: `m${messages + 1}`,
                room,
                author: "mira",
                content: "",
                now,
                replyTo: null,
                ping: null,
                mentions: { users: [], roles: [] },
                embeds: null,
                nonce: null,
                ...(ids.length > 0 && { attachments: { ids, author: "mira", channel: room, now } }),
              }),
            );
            if (!isFailure(stored)) messages++;
            break;
          }
          case "delete":
            for (const room of [1, 2]) {
              const id = `m${recent(messages, one.message)}`;
              call(deleteMessage({ id, room, actor: "mira", mayOwn: true, mayAny: true, record: null }));
            }
            break;
          case "remove":
            call(removeAttachment({ id: `f${recent(files, one.file)}`, now, record: null }));
            break;
          case "expire":
            while (call(expireAttachments({ now, unsentBefore: now - 15, limit: 2 }))) {}
            break;
          case "close": {
            const room = 1 + (one.room % 2);
            if (!open.delete(room)) break;
            const left = [...open].map((id) => ({ id }));
            call(changeChannelList({ changed: [], removed: [room], added: [], order: left, now }));
            break;
          }
          case "clean":
            clean();
        }
      }
      while (call(purgeDeletedRoom({ limit: 1 }))) {}
      while (call(indexSome({ work: 64 }))) {}
      expect(storeFaults((query) => database.sql(query))).toEqual([]);
      clean();
      const needed = `SELECT blob AS hash FROM attachments WHERE blob IS NOT NULL
        UNION SELECT small FROM attachments WHERE small IS NOT NULL ORDER BY hash`;
      expect(database.sql("SELECT hash FROM blobs ORDER BY hash")).toEqual(database.sql(needed));
      database.close();
    }),
    { numRuns: 100 },
  );
});

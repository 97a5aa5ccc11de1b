import { expect, test } from "bun:test";
import { emojiAddress, stickerAddress, withEmojiAddresses, withEmojiNames } from "./custom-emojis.ts";

const at = (url?: string) =>
  ({ url: "ws://127.0.0.1:5613/", server: { server: url === undefined ? {} : { url } } }) as never;
const emojis = new Map([
  ["1", { name: "tea", fileName: "a.gif" }],
  ["22", { name: "Kettle", fileName: "b.gif" }],
]);

test("an address has the server's public host, or that of the connection", () => {
  expect(emojiAddress(at("https://chat.example.org/"), "1")).toBe("originChats://chat.example.org/emojis/1");
  expect(emojiAddress(at(), "1")).toBe("originChats://127.0.0.1:5613/emojis/1");
  expect(stickerAddress(at(), "7")).toBe("originChats:<sticker>//127.0.0.1:5613/7");
});

test("names become addresses and back, in any case, and never in code", () => {
  const text = "a :tea::kettle: and :none: `:tea:` at 10:30:15\n```\n:tea:\n``` :TEA:";
  const host = "originChats://127.0.0.1:5613/emojis";
  const sent = withEmojiAddresses(at(), text, emojis);
  expect(sent).toBe(
    `a ${host}/1 ${host}/22 and :none: \`:tea:\` at 10:30:15\n\`\`\`\n:tea:\n\`\`\` ${host}/1`,
  );
  expect(withEmojiNames(`${host}/1 ${host}/22 ${host}/3`, emojis)).toBe(`:tea: :Kettle: ${host}/3`);
});

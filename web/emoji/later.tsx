import { later } from "../ui/later.tsx";

/** The picker, which is loaded when it is first opened. */
export const EmojiPicker = later(async () => (await import("./emoji-picker.tsx")).EmojiPicker);

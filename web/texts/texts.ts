/** The texts of the first view, and those that several areas use. */
import { de } from "./de.ts";
import { en } from "./en.ts";
import { textsOf } from "./texts-of.ts";

export const t = textsOf(en, { de });

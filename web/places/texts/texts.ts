import { textsOf } from "../../texts/texts-of.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const t = textsOf(en, { de });

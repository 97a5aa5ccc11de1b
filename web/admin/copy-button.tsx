import { IconButton } from "../ui/icon-button.tsx";
import { say, sayProblem } from "../ui/said.tsx";
import { t } from "./texts/texts.ts";

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly said: string;
}

export function CopyButton({ text, label, said }: CopyButtonProps) {
  return <IconButton icon="copy" label={label} onClick={() => void copyText(text, said)} />;
}

/** Puts a text on the clipboard, and says so. @returns whether it is there */
export async function copyText(text: string, said: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
    return true;
  } catch {
    // Without https, or when the browser forbids it.
    sayProblem(t().notCopied);
    return false;
  }
}

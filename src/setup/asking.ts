/** Asking on a terminal. */
import { yesOrNo } from "./questions.ts";

export interface SetupIo {
  /** The answer to a question, or null when the person ended the setup (Ctrl-C, end of input). */
  ask(question: string): Promise<string | null>;
  print(line: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The setup can't go on; the message is for the person in front of it. */
export class SetupStop extends Error {}

export async function askYesOrNo(io: SetupIo, question: string): Promise<boolean> {
  for (;;) {
    const answer = (await answerTo(io, question)) || "n";
    const decided = yesOrNo(answer);
    if (decided !== null) return decided;
    io.print("Please answer y or n.");
  }
}

export async function answerTo(io: SetupIo, question: string): Promise<string> {
  const answer = await io.ask(question);
  if (answer === null) throw new SetupStop("ended before the last question. Nothing was changed.");
  return answer.trim();
}

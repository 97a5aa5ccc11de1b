import { createInterface } from "node:readline";

/** The next line of the standard input; "" at its end. */
export function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    lines.on("close", () => resolve(""));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}

export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer.trim());
}

export function isNo(answer: string): boolean {
  return /^no?$/i.test(answer.trim());
}

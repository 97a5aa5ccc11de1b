/**
 * The process in which pictures are decoded. It has no secrets in its environment and no connection except the one
 * to the server. A picture that makes a decoder crash or hang ends this process only.
 */
import { setPriority } from "node:os";
import { errorText } from "../../text/error-text.ts";
import { type ImageJob, type ImageResult, workOnImage } from "./image-work.ts";

export type FromImageProcess = ImageResult | { readonly kind: "failed"; readonly problem: string };

try {
  // Messages go before pictures.
  setPriority(10);
} catch {
  // A sandbox may forbid it.
}

process.on("message", (job: ImageJob) => void answer(job));
process.on("disconnect", () => process.exit());

async function answer(job: ImageJob): Promise<void> {
  let result: FromImageProcess;
  try {
    result = await workOnImage(job);
  } catch (error) {
    result = { kind: "failed", problem: errorText(error) };
  }
  process.send?.(result);
}

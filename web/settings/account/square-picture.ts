/** Makes a profile picture of a file: square, small, and without what cameras write into it, such as places. */

export const pictureTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

const side = 512;
/** What the server takes. */
const mostBytes = 1024 * 1024;
const mostPixels = 1024;

/** GIFs stay as they are while the server takes them, since they may move. @throws when it is no picture */
export async function squarePicture(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  if (file.type === "image/gif" && file.size <= mostBytes && Math.max(width, height) <= mostPixels)
    return file;
  const part = Math.min(width, height);
  const target = Math.min(side, part);
  const canvas = document.createElement("canvas");
  canvas.width = target;
  canvas.height = target;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no pictures");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (width - part) / 2, (height - part) / 2, part, part, 0, 0, target, target);
  bitmap.close();
  for (const quality of [0.9, 0.6]) {
    const blob = await encoded(canvas, quality);
    if (blob.size <= mostBytes) return blob;
  }
  throw new Error("the picture is too large");
}

/** Browsers that write no WebP write PNG. */
function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be drawn"))),
      "image/webp",
      quality,
    );
  });
}

export function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("the picture could not be read"));
    reader.readAsDataURL(blob);
  });
}

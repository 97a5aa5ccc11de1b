/** Where the configuration says that uploaded files lie. */
import { isAbsolute, join } from "node:path";
import { parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { StartError } from "../config/start-error.ts";
import type { BlobPlace } from "../files/blob-place.ts";
import { folderPlace } from "../files/folder.ts";
import { s3Place } from "../files/s3.ts";

/** The folder of uploaded files; with an object store, of those that are being uploaded. */
export function filesFolder({ files: { folder } }: Config, dataFolder: string): string {
  if (folder === null) return join(dataFolder, "files");
  return isAbsolute(folder) ? folder : join(dataFolder, folder);
}

/** @throws StartError when the configuration lacks something */
export function filesPlace(config: Config, dataFolder: string): BlobPlace {
  const { files } = config;
  if (files.store === "folder") return folderPlace(filesFolder(config, dataFolder));
  const { endpoint, bucket, region, prefix } = files.s3;
  const accessKeyId = files.s3.access_key_id ?? process.env["S3_ACCESS_KEY_ID"];
  const secretAccessKey = files.s3.secret_access_key ?? process.env["S3_SECRET_ACCESS_KEY"];
  if (bucket === null) throw new StartError("files.store is s3, but files.s3.bucket is missing");
  if (!accessKeyId || !secretAccessKey) {
    throw new StartError(
      "files.store is s3, but the access key is missing: set files.s3.access_key_id and files.s3.secret_access_key, or S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY",
    );
  }
  return s3Place({ endpoint, bucket, region, prefix, accessKeyId, secretAccessKey });
}

/**
 * The same for a configuration that nobody has read yet.
 *
 * @param text of config.json; null: there is none
 * @throws Error with one line for people
 */
export function placeFromText(text: string | null, dataFolder: string): BlobPlace {
  return filesPlace(configFromText(text), dataFolder);
}

/** @throws Error with one line for people */
export function configFromText(text: string | null): Config {
  const parsed = parseConfig(text ?? "{}");
  if ("config" in parsed) return parsed.config;
  throw new Error(`config.json has problems: ${parsed.problems.join(" ")}`);
}

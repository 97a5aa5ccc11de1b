/** Duration and size of sounds and videos, from the headers of their containers. Nothing is decoded. */
import { mp3Duration } from "./probe-mp3.ts";
import { probeMp4 } from "./probe-mp4.ts";
import { type Probe, unknown } from "./probe-result.ts";
import { flacDuration, oggDuration, wavDuration } from "./probe-sound.ts";
import { probeWebm } from "./probe-webm.ts";
import type { Source } from "./source.ts";

const silent: Probe = { duration: null, video: null };
const sound = (duration: (source: Source) => Promise<number | null>) => async (source: Source) => ({
  duration: await duration(source),
  video: null,
});

const probes: Readonly<Record<string, (source: Source) => Promise<Probe>>> = {
  "video/mp4": probeMp4,
  "video/quicktime": probeMp4,
  "audio/mp4": probeMp4,
  "video/webm": probeWebm,
  "video/x-matroska": probeWebm,
  "audio/mpeg": sound(mp3Duration),
  "audio/ogg": sound(oggDuration),
  "audio/wav": sound(wavDuration),
  "audio/flac": sound(flacDuration),
};

/** Longer than any recording that somebody uploads: 30 days. */
const longest = 30 * 86_400;

/**
 * Reads a few megabytes at most.
 *
 * @param type as `detectType` says; other types have neither duration nor video
 * @throws only errors of the file system: a file that makes no sense says nothing
 */
export async function probeMedia(source: Source, type: string): Promise<Probe> {
  try {
    const { duration, video } = (await probes[type]?.(source)) ?? silent;
    return {
      duration: duration !== null && duration > 0 && duration <= longest ? duration : null,
      video: video && fits(video.width) && fits(video.height) ? video : video && unknown.video,
    };
  } catch (error) {
    if (error instanceof RangeError) return unknown;
    throw error;
  }
}

function fits(side: number): boolean {
  return side > 0 && side <= 65_535;
}

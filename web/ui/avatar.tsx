import { ownUrl } from "../state/own-url.ts";
import { initialsOf } from "./initials.ts";

interface AvatarProps {
  readonly name: string;
  /** Shown if this server serves it; pictures of other hosts are not fetched. */
  readonly picture: string | null | undefined;
  /** Pixels. */
  readonly size: number;
}

/** The picture of a member, or letters on a colour of their own. The name stands beside it. */
export function Avatar({ name, picture, size }: AvatarProps) {
  const url = ownUrl(picture);
  if (url !== null) {
    return <img class={`avatar size-${size}`} src={url} alt="" width={size} height={size} loading="lazy" />;
  }
  return (
    <span class={lettersClass(name, size)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** Of an element with the letters that stand for a picture. */
export function lettersClass(name: string, size: number): string {
  return `avatar size-${size} hue-${hueOf(name)}`;
}

function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 8191;
  return sum % 8;
}

import { Icon } from "../icons/icon.tsx";
import type { IconName } from "../icons/icons.gen.ts";

interface PlaceMarkProps {
  readonly icon: IconName;
  readonly label: string;
}

/** A sign beside the name of a place, such as that it is muted. */
export function PlaceMark({ icon, label }: PlaceMarkProps) {
  return (
    <span class="place-mark" title={label}>
      <Icon name={icon} size={14} />
      <span class="visually-hidden">{label}</span>
    </span>
  );
}

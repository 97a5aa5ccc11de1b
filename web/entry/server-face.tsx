import { face } from "../state/face.ts";
import { t } from "../texts/texts.ts";
import { initialsOf } from "../ui/initials.ts";

/** Which server this is. */
export function ServerFace() {
  const shown = face.value;
  if (!shown) return <header class="server-face" aria-busy="true" />;
  return (
    <header class="server-face">
      {shown.icon === null ? (
        <span class="server-icon" aria-hidden="true">
          {initialsOf(shown.name)}
        </span>
      ) : (
        <img class="server-icon" src={shown.icon} alt="" width="64" height="64" />
      )}
      <h1>{shown.name}</h1>
      {shown.description !== null && <p>{shown.description}</p>}
      {shown.members > 0 && <p class="quiet">{t().people(shown.online, shown.members)}</p>}
    </header>
  );
}

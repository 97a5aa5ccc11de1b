import { face } from "../state/face.ts";

export function SidebarHeader() {
  const shown = face.value;
  return (
    <header class="sidebar-header">
      {shown?.icon && <img class="small-icon" src={shown.icon} alt="" width="24" height="24" />}
      <p class="server-name">{shown?.name ?? ""}</p>
    </header>
  );
}

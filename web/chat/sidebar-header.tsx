import { Icon } from "../icons/icon.tsx";
import { type AdminSection, adminSections, asksForChannel, can } from "../state/administration.ts";
import { face } from "../state/face.ts";
import { openScreen } from "../state/screen.ts";
import { t } from "../texts/texts.ts";

/** The server, with a menu for people who may invite others or administer something. */
export function SidebarHeader() {
  const shown = face.value;
  const name = shown?.name ?? "";
  const sections = adminSections.value;
  const [first] = sections;
  const label = (
    <>
      {shown?.icon && <img class="small-icon" src={shown.icon} alt="" width="24" height="24" />}
      <span class="server-name">{name}</span>
    </>
  );
  if (first === undefined) return <header class="sidebar-header">{label}</header>;
  const open = (section: AdminSection) => {
    document.getElementById("server-menu")?.hidePopover();
    openScreen("admin", section);
  };
  return (
    <header class="sidebar-header with-menu">
      <button type="button" class="server-button" popovertarget="server-menu" title={t().serverMenu(name)}>
        {label}
        <Icon name="chevron-down" />
        <span class="visually-hidden">{t().serverMenu(name)}</span>
      </button>
      <div id="server-menu" popover="auto" class="menu server-menu">
        {sections.includes("channels") && can("channel_create") && (
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              asksForChannel.value = true;
              open("channels");
            }}
          >
            <Icon name="plus" size={16} />
            {t().createChannel}
          </button>
        )}
        {sections.includes("invites") && (
          <button type="button" class="menu-item" onClick={() => open("invites")}>
            <Icon name="user-plus" size={16} />
            {t().invitePeople}
          </button>
        )}
        {(first !== "invites" || sections.length > 1) && (
          <button type="button" class="menu-item" onClick={() => open(first)}>
            <Icon name="shield" size={16} />
            {t().administration}
          </button>
        )}
      </div>
    </header>
  );
}

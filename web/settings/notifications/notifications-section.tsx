import { useSignal } from "@preact/signals";
import { tried } from "../../state/actions.ts";
import { sound, systemNotifications } from "../../state/notifications.ts";
import { model } from "../../state/session.ts";
import { playSound } from "../../state/sound.ts";
import { Switch } from "../../ui/switch.tsx";
import { t } from "../texts/texts.ts";
import { PlaceLevels } from "./place-levels.tsx";
import { PushSwitch } from "./push-switch.tsx";
import { QuietHours } from "./quiet-hours.tsx";

/** How the person hears of messages that call them. */
export function NotificationsSection() {
  return (
    <>
      <div class="panel">
        <SystemSwitch />
        <Switch
          label={t().sound}
          hint={t().soundHint}
          checked={sound.value.value === "on"}
          onChange={(isOn) => {
            sound.choose(isOn ? "on" : "off");
            if (isOn) void tried(playSound());
          }}
        />
        <PushSwitch />
      </div>
      {model.value?.pushSettings && <QuietHours settings={model.value.pushSettings} />}
      <PlaceLevels />
    </>
  );
}

/** The browser asks for permission when it is switched on, and only then. */
function SystemSwitch() {
  const isRefused = useSignal(false);
  if (!("Notification" in globalThis)) return null;
  const choose = async (isOn: boolean) => {
    const isGranted = !isOn || (await Notification.requestPermission()) === "granted";
    isRefused.value = !isGranted;
    systemNotifications.choose(isOn && isGranted ? "on" : "off");
  };
  const isOn = systemNotifications.value.value === "on" && Notification.permission === "granted";
  return (
    <>
      <Switch
        key={String(isRefused.value)}
        label={t().system}
        hint={t().systemHint}
        checked={isOn}
        onChange={(wanted) => void choose(wanted)}
      />
      {isRefused.value && (
        <p class="problem" role="alert">
          {t().browserRefuses}
        </p>
      )}
    </>
  );
}

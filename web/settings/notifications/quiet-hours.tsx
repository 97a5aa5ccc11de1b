import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type WirePushSettings, type WireQuietHours, withPushSettings } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { session } from "../../state/session.ts";
import { FormField } from "../../ui/form-field.tsx";
import { Switch } from "../../ui/switch.tsx";
import { t } from "../texts/texts.ts";

const atNight = { from: "22:00", to: "07:00" };

/** Hours of the day in which nothing is told. The server keeps them, for all devices. */
export function QuietHours({ settings }: { readonly settings: WirePushSettings }) {
  const problem = useSignal<string | null>(null);
  const turn = useRef(Promise.resolve());
  const hours = settings.quiet_hours;
  const set = async (quiet_hours: WireQuietHours | null) => {
    const { followed } = session.value ?? {};
    const { refused } = await ask((client) =>
      client.request(
        "push_settings_set",
        { quiet_hours },
        { inOrder: (reply) => followed?.update((before) => withPushSettings(before, reply)) },
      ),
    );
    problem.value = refused?.text ?? null;
  };
  /** One after the other, so that each builds on the one before. */
  const change = (part: Partial<WireQuietHours>) => {
    turn.current = turn.current.then(async () => {
      const now = session.value?.followed.model.pushSettings?.quiet_hours;
      if (now) await set({ ...now, ...part, time_zone: timeZone });
    });
  };
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const field = (label: string, part: "from" | "to") => (
    <FormField label={label}>
      {(attributes) => (
        <input
          {...attributes}
          type="time"
          required
          value={hours?.[part]}
          onChange={({ currentTarget: { value } }) => {
            if (value !== "") change({ [part]: value });
          }}
        />
      )}
    </FormField>
  );
  return (
    <div class="panel">
      <Switch
        label={t().quietHours}
        hint={t().quietHoursHint}
        checked={hours !== null}
        onChange={(isOn) => void set(isOn ? { ...atNight, time_zone: timeZone } : null)}
      />
      {hours && (
        <div class="form-row">
          {field(t().quietFrom, "from")}
          {field(t().quietTo, "to")}
        </div>
      )}
      {hours && hours.time_zone !== timeZone && <p class="quiet">{t().timeZone(hours.time_zone)}</p>}
      <p class="problem" role="alert">
        {problem.value}
      </p>
    </div>
  );
}

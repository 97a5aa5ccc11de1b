import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Reply } from "../../../client/index.ts";
import { isOwning } from "../../state/administration.ts";
import { ask } from "../../state/ask.ts";
import { t as common } from "../../texts/texts.ts";
import { say } from "../../ui/said.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { useChanges } from "../../ui/use-changes.ts";
import { useFetched } from "../../ui/use-fetched.ts";
import { SearchField } from "../search-field.tsx";
import { t } from "../texts/texts.ts";
import { ConfigField } from "./config-field.tsx";
import { type ConfigKey, problemsByKey, sectionsOf, valuesOf } from "./config-values.ts";

/** The keys of the configuration that members may change. */
export function ConfigSection() {
  const { value, problem } = useFetched((client) => client.request("config_get", {}), ["server_update"]);
  if (problem !== null) {
    return (
      <p class="problem" role="alert">
        {problem}
      </p>
    );
  }
  if (!value) {
    return (
      <p class="quiet" aria-busy="true">
        {common().loading}
      </p>
    );
  }
  return <ConfigForm {...value} />;
}

function ConfigForm({ config, keys }: Pick<Reply<"config_get">, "config" | "keys">) {
  /** What the server has since the form was saved. */
  const saved = useSignal<typeof config | null>(null);
  useEffect(() => {
    saved.value = null;
  }, [config]);
  // These have a section of their own.
  const own = keys.filter(({ key }) => !key.startsWith("server."));
  const { value, changed, isChanged, set, reset } = useChanges<Record<string, unknown>>(
    valuesOf(saved.value ?? config, own),
  );
  const wanted = useSignal("");
  const refused = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const text = wanted.value.trim().toLowerCase();
  const found = own.filter(({ key, description }) => `${key}\n${description}`.toLowerCase().includes(text));
  const problems = problemsByKey(refused.value ?? "", Object.keys(changed));

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || !isChanged) return;
    isBusy.value = true;
    const updates = sectionsOf(Object.fromEntries(Object.entries(changed).map(cleaned)));
    const answer = await ask((client) => client.request("config_update", { updates }));
    isBusy.value = false;
    refused.value = answer.refused?.text ?? null;
    if (answer.refused) {
      // What was refused may be out of sight.
      wanted.value = "";
      return;
    }
    saved.value = answer.reply.config;
    reset();
    say(t().saved);
  }
  return (
    <form class="form" noValidate onSubmit={save}>
      <SearchField
        label={t().findKey}
        value={wanted.value}
        onInput={(given) => {
          wanted.value = given;
        }}
      />
      <p class="quiet">{t().configHint}</p>
      {found.length === 0 && <p class="empty">{t().noKeys}</p>}
      {[...Map.groupBy(found, groupOf)].map(([group, members]) => (
        <section key={group} class="panel" aria-label={t().configGroup(group)}>
          <h2>{t().configGroup(group)}</h2>
          <ul>
            {members.map((about) => (
              <ConfigField
                key={about.key}
                about={about}
                value={value[about.key]}
                inherited={about.inherits === undefined ? null : value[about.inherits]}
                problem={problems.get(about.key) ?? null}
                isLocked={about.owner_only && !isOwning()}
                onChange={(given) => set({ [about.key]: given })}
              />
            ))}
          </ul>
        </section>
      ))}
      <SaveBar
        isChanged={isChanged}
        isBusy={isBusy.value}
        problem={problems.size > 0 ? null : refused.value}
        onReset={() => {
          reset();
          refused.value = null;
        }}
      />
    </form>
  );
}

const groupOf = ({ key }: ConfigKey) => key.split(".")[0] ?? key;

/** Lines without anything in them are no entries of a list. */
function cleaned([key, value]: [string, unknown]): [string, unknown] {
  if (!Array.isArray(value)) return [key, value];
  return [key, value.map((line) => String(line).trim()).filter((line) => line !== "")];
}

import { useSignal } from "@preact/signals";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { ownUrl } from "../../state/own-url.ts";
import { model } from "../../state/session.ts";
import { t as common } from "../../texts/texts.ts";
import { TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { useChanges } from "../../ui/use-changes.ts";
import { dataUrl } from "../data-url.ts";
import { t } from "../texts/texts.ts";
import { AccentField } from "./accent-field.tsx";
import { ServerPicture } from "./server-picture.tsx";

interface ServerForm {
  readonly name: string;
  readonly description: string;
  readonly accent: string;
  /** An address, "" for none, or a file that is to be uploaded. */
  readonly icon: string | File;
  readonly banner: string | File;
}

const noFace: ServerForm = { name: "", description: "", accent: "", icon: "", banner: "" };
const named = ["name", "description", "accent", "icon", "banner"];

/** What the server shows of itself. */
export function ServerSection() {
  const shown = model.value?.server;
  const { name, description, accent, icon, banner } = shown ?? noFace;
  const { value, changed, isChanged, set, reset } = useChanges<ServerForm>({
    name,
    description,
    accent,
    icon,
    banner,
  });
  const refused = useSignal<Refused | null>(null);
  const isBusy = useSignal(false);
  if (!shown) return <p class="quiet">{common().loading}</p>;

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    const { icon, banner, ...texts } = changed;
    const answer = await ask(async (client) =>
      client.request("server_update", {
        ...texts,
        ...(icon !== undefined && { icon: await sent(icon) }),
        ...(banner !== undefined && { banner: await sent(banner) }),
      }),
    );
    isBusy.value = false;
    refused.value = answer.refused;
    if (answer.refused) return;
    reset();
    say(t().saved);
  }
  const problem = (field: string) => problemOf(refused.value, field);
  return (
    <form class="form" noValidate onSubmit={save}>
      <TextField
        label={t().serverName}
        value={value.name}
        problem={problem("name")}
        onInput={(name) => set({ name })}
      />
      <TextField
        label={t().serverDescription}
        hint={t().serverDescriptionHint}
        rows={3}
        value={value.description}
        problem={problem("description")}
        onInput={(description) => set({ description })}
      />
      <div class="form-row">
        <ServerPicture
          label={t().icon}
          hint={t().iconHint}
          kind="icon"
          value={value.icon}
          shown={typeof value.icon === "string" ? ownUrl(value.icon) : null}
          problem={problem("icon")}
          onChange={(icon) => set({ icon })}
        />
        <ServerPicture
          label={t().banner}
          hint={t().bannerHint}
          kind="banner"
          value={value.banner}
          shown={typeof value.banner === "string" ? ownUrl(value.banner) : null}
          problem={problem("banner")}
          onChange={(banner) => set({ banner })}
        />
      </div>
      <AccentField value={value.accent} problem={problem("accent")} onChange={(accent) => set({ accent })} />
      <SaveBar
        isChanged={isChanged}
        isBusy={isBusy.value}
        problem={problemBeside(refused.value, named)}
        onReset={() => {
          reset();
          refused.value = null;
        }}
      />
    </form>
  );
}

const sent = async (picture: string | File) => (picture instanceof File ? dataUrl(picture) : picture);

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { WireUser } from "../../../client/index.ts";
import { can } from "../../state/administration.ts";
import { ask } from "../../state/ask.ts";
import { nameOfMember, shownName } from "../../state/names.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { say } from "../../ui/said.tsx";
import { useUnsaved } from "../../ui/use-changes.ts";
import { t } from "../texts/texts.ts";
import { dataUrl, pictureTypes, squarePicture } from "./square-picture.ts";

/** The own picture and names. A new picture is shown before it is taken. */
export function PicturePanel({ own }: { readonly own: WireUser }) {
  const picker = useRef<HTMLInputElement>(null);
  const chosen = useSignal<Blob | null>(null);
  const preview = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const blob = chosen.value;
  useUnsaved(blob !== null);
  useEffect(() => {
    if (!blob) return;
    const address = URL.createObjectURL(blob);
    preview.value = address;
    return () => {
      preview.value = null;
      URL.revokeObjectURL(address);
    };
  }, [blob]);

  async function choose(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      chosen.value = await squarePicture(file);
      problem.value = null;
    } catch {
      chosen.value = null;
      problem.value = t().noPicture;
    }
  }

  async function set(url: string | null): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const { refused } = await ask((client) => client.request("pfp_set", { url }));
    isBusy.value = false;
    problem.value = refused?.text ?? null;
    if (refused) return;
    chosen.value = null;
    say(url === null ? t().pictureRemoved : t().pictureSet);
  }

  const name = nameOfMember(own);
  const maySet = own.cracked && can("pfp_set");
  return (
    <div class="panel own-picture">
      {preview.value === null ? (
        <Avatar name={name} picture={own.pfp} size={64} />
      ) : (
        <img class="avatar size-64" src={preview.value} alt={t().preview} width={64} height={64} />
      )}
      <div class="own-picture-texts">
        <h2>{name}</h2>
        <p class="quiet">{t().userNameIs(shownName(own.username))}</p>
        {!own.cracked && <p class="quiet">{t().managedElsewhere}</p>}
        {maySet && (
          <div class="form-buttons">
            <button type="button" class="plain" onClick={() => picker.current?.click()}>
              {t().choosePicture}
            </button>
            {blob && (
              <>
                <button
                  type="button"
                  class="primary"
                  aria-busy={isBusy.value}
                  onClick={() => void dataUrl(blob).then(set)}
                >
                  {t().usePicture}
                </button>
                <button
                  type="button"
                  class="plain"
                  onClick={() => {
                    chosen.value = null;
                  }}
                >
                  {t().keepOldPicture}
                </button>
              </>
            )}
            {!blob && own.pfp && (
              <button type="button" class="danger-plain" onClick={() => void set(null)}>
                {t().removePicture}
              </button>
            )}
            <input
              ref={picker}
              type="file"
              accept={pictureTypes.join(",")}
              hidden
              tabIndex={-1}
              aria-label={t().choosePicture}
              onChange={({ currentTarget }) => {
                void choose(currentTarget.files?.[0]);
                currentTarget.value = "";
              }}
            />
          </div>
        )}
        <p class="problem" role="alert">
          {problem.value}
        </p>
      </div>
    </div>
  );
}

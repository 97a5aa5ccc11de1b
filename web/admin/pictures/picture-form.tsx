import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Client } from "../../../client/index.ts";
import { ask, problemBeside, problemOf, type Refused } from "../../state/ask.ts";
import { t as common } from "../../texts/texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { FormField, TextField } from "../../ui/form-field.tsx";
import { say } from "../../ui/said.tsx";
import { t } from "../texts/texts.ts";
import type { NewTexts, PictureKind } from "./picture-requests.ts";

interface PictureFormProps {
  readonly kind: PictureKind;
  readonly title: string;
  readonly action: string;
  readonly texts: NewTexts;
  /** The picture that is chosen, and the one that is there. */
  readonly file: File | null;
  readonly url: string | null;
  /** If another one can be chosen here. */
  readonly onFile?: (file: File | null) => void;
  readonly send: (client: Client, texts: NewTexts) => Promise<unknown>;
  readonly said: string;
  readonly onClose: () => void;
}

export function PictureForm(props: PictureFormProps) {
  const { kind, title, action, file, url, onFile, send, said, onClose } = props;
  const name = useSignal(props.texts.name);
  const description = useSignal(props.texts.description);
  const refused = useSignal<Refused | null>(null);
  const preview = useSignal<string | null>(null);
  useEffect(() => {
    if (!file) return;
    const address = URL.createObjectURL(file);
    preview.value = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const texts = { name: name.value.trim(), description: description.value.trim() };
    const answer = await ask((client) => send(client, texts));
    refused.value = answer.refused;
    if (answer.refused) return;
    say(said);
    onClose();
  }
  const shown = file ? preview.value : url;
  return (
    <Dialog title={title} onClose={onClose} class="form-dialog">
      <form class="form" noValidate onSubmit={submit}>
        <div class="picture-preview">
          {shown !== null && <img src={shown} alt="" />}
          <p class="problem" role="alert">
            {problemOf(refused.value, "image")}
          </p>
        </div>
        {onFile && (
          <FormField label={t().otherPicture}>
            {(attributes) => (
              <input
                {...attributes}
                type="file"
                accept="image/png,image/jpeg,image/gif,image/webp"
                onChange={({ currentTarget }) => onFile(currentTarget.files?.[0] ?? null)}
              />
            )}
          </FormField>
        )}
        <TextField
          label={common().userName}
          hint={t().pictureNameHint}
          value={name.value}
          problem={problemOf(refused.value, "name")}
          onInput={(value) => {
            name.value = value;
          }}
        />
        {kind === "sticker" && (
          <TextField
            label={t().description}
            value={description.value}
            problem={problemOf(refused.value, "description")}
            onInput={(value) => {
              description.value = value;
            }}
          />
        )}
        <p class="problem" role="alert">
          {problemBeside(refused.value, ["name", "image", "description"])}
        </p>
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            {action}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

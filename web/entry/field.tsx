interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly isSecret?: boolean;
  readonly hint?: string | undefined;
  readonly value?: string;
  readonly problem: string | null;
}

/** A text field with its label, and beside it what is wrong. */
export function Field({
  name,
  label,
  autocomplete,
  isSecret = false,
  hint,
  value = "",
  problem,
}: FieldProps) {
  const described = problem !== null ? `${name}-problem` : hint === undefined ? undefined : `${name}-hint`;
  const attributes = {
    id: name,
    name,
    defaultValue: value,
    autocomplete,
    autocapitalize: "none",
    spellcheck: false,
    "aria-invalid": problem !== null,
    "aria-describedby": described,
  } as const;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {isSecret ? <input {...attributes} type="password" /> : <input {...attributes} type="text" />}
      {problem !== null ? (
        <p id={`${name}-problem`} class="problem" role="alert">
          {problem}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${name}-hint`} class="quiet">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

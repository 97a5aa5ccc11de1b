import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Attributes {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string | undefined;
}

interface FormFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What was refused about it. */
  readonly problem?: string | null | undefined;
  readonly class?: string;
  /** The control, with the attributes that tie the texts to it. */
  readonly children: (attributes: Attributes) => ComponentChildren;
}

/** A control with its label, a hint, and beside it what is wrong. */
export function FormField({ label, hint, problem = null, children, ...rest }: FormFieldProps) {
  const id = useId();
  const described = [
    ...(problem !== null ? [`${id}-problem`] : []),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ];
  return (
    <div class={`form-field ${rest.class ?? ""}`}>
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-invalid": problem !== null,
        "aria-describedby": described.join(" ") || undefined,
      })}
      {problem !== null && (
        <p id={`${id}-problem`} class="problem" role="alert">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<FormFieldProps, "children"> {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly type?: "text" | "number" | "url" | "password";
  /** What password managers go by. */
  readonly complete?: "current-password" | "new-password" | "off";
  readonly disabled?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Several lines. */
  readonly rows?: number;
}

/** One or several lines of text, or a number. */
export function TextField(props: TextFieldProps) {
  const {
    value,
    onInput,
    placeholder,
    type = "text",
    complete = "off",
    disabled,
    min,
    max,
    rows,
    ...field
  } = props;
  return (
    <FormField {...field}>
      {(attributes) => {
        const shared = {
          ...attributes,
          value,
          placeholder,
          disabled,
          onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
            onInput(currentTarget.value),
        };
        if (rows !== undefined) return <textarea {...shared} rows={rows} />;
        if (type === "password") return <input {...shared} type="password" autocomplete={complete} />;
        if (type === "number") return <input {...shared} type="number" min={min} max={max} />;
        return <input {...shared} type="text" inputMode={type} autocomplete="off" />;
      }}
    </FormField>
  );
}

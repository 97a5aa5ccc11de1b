interface SegmentsProps<Value extends string> {
  readonly label: string;
  /** Of the radio buttons. */
  readonly name: string;
  readonly choices: readonly (readonly [value: Value, text: string])[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** A choice of two or three, all of them in sight. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, name, choices, chosen, onChoose } = props;
  return (
    <fieldset class="segments" aria-label={label}>
      {choices.map(([value, text]) => (
        <label key={value}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

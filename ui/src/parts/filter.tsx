// Narrows a list to one of some values, or to none of them.

interface FilterProps<Value extends string> {
  readonly label: string;
  /** What stands for no filter. */
  readonly every: string;
  readonly values: readonly Value[];
  readonly value: Value | undefined;
  /** How a value is called; by itself, if absent. */
  readonly say?: (value: Value) => string;
  readonly onChange: (value: Value | undefined) => void;
}

export function Filter<Value extends string>(props: FilterProps<Value>) {
  const { label, every, values, value, say = (one: Value) => one, onChange } = props;
  return (
    <s-select
      label={label}
      labelAccessibilityVisibility="exclusive"
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(values.find((one) => one === currentTarget.value))}
    >
      <s-option value="">{every}</s-option>
      {values.map((one) => (
        <s-option key={one} value={one}>
          {say(one)}
        </s-option>
      ))}
    </s-select>
  );
}

// A whole number within bounds: what is out of them is said, and not taken.
import { useTranslation } from 'react-i18next';
import { useTyped } from './typed.ts';

interface NumberFieldProps {
  readonly label: string;
  readonly details?: string;
  readonly suffix?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, details, suffix, value, min, max, onChange }: NumberFieldProps) {
  const { t, i18n } = useTranslation('parts');
  const [typed, setTyped] = useTyped(String(value), (text) => String(Number(text)));
  const isSound = (text: string) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
  const say = new Intl.NumberFormat(i18n.resolvedLanguage);
  return (
    <s-number-field
      label={label}
      {...(details !== undefined && { details })}
      {...(suffix !== undefined && { suffix })}
      value={typed}
      min={min}
      max={max}
      step={1}
      {...(!isSound(typed) && { error: t('bounds', { min: say.format(min), max: say.format(max) }) })}
      onInput={({ currentTarget }) => {
        setTyped(currentTarget.value);
        if (isSound(currentTarget.value)) onChange(Number(currentTarget.value));
      }}
    />
  );
}

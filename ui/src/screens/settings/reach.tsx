// From where the provider may call, and how long what OAuth gives it is valid.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linesOf } from '../../parts/lines.ts';
import { NumberField } from '../../parts/number-field.tsx';
import type { PartProps } from './connection-settings.tsx';

/** As the admin API bounds them. */
const TOKEN_MINUTES = { min: 60, max: 360 } as const;

export function Reach({ draft: { addresses, tokenMinutes }, onChange }: PartProps) {
  const { t } = useTranslation('settings');
  const [typed, setTyped] = useState<string>();
  const stored = addresses.join('\n');
  // What was discarded is typed no more; what is being typed keeps its empty lines.
  const text = typed !== undefined && linesOf(typed).join('\n') === stored ? typed : stored;
  const wrong = addresses.filter((one) => !isNetwork(one));
  return (
    <s-section heading={t('reach.heading')}>
      <s-text-area
        label={t('reach.addresses')}
        details={t(addresses.length === 0 ? 'reach.anywhere' : 'reach.limited')}
        placeholder={'192.0.2.0/24\n2001:db8::/32'}
        rows={4}
        value={text}
        {...(wrong.length > 0 && { error: t('reach.wrong', { wrong: wrong.join(', ') }) })}
        onInput={({ currentTarget: { value } }) => {
          setTyped(value);
          onChange({ addresses: linesOf(value) });
        }}
      />
      <NumberField
        label={t('reach.tokenMinutes')}
        details={t('reach.tokenText')}
        suffix={t('minutes')}
        value={tokenMinutes}
        {...TOKEN_MINUTES}
        onChange={(minutes) => onChange({ tokenMinutes: minutes })}
      />
    </s-section>
  );
}

/** An address or a network of either kind, as the admin API takes it. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const isV6 = address.includes(':');
  if (more.length > 0 || (length !== undefined && !isLength(length, isV6 ? 128 : 32))) return false;
  if (isV6) return /^[\da-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]/`);
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isLength(text: string, most: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= most;
}

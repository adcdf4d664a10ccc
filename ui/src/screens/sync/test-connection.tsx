// Waits, while the admin presses the button over there, until the provider's call is seen.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { Moment } from '../../parts/moment.tsx';
import type { ProviderWords } from './providers.ts';

type Call = Answer<'GET /calls'>['calls'][number];

export interface Test {
  /** The last call of the connection; undefined if it never called. */
  readonly last: Call | undefined;
  /** Whether that came while somebody was watching. */
  readonly isNew: boolean;
}

const EVERY_MS = 1500;

export function useTest(connection: string, since: number): Test {
  const { data } = useRead('GET /calls', { query: { connection, limit: 5 } }, { every: EVERY_MS });
  const calls = data?.calls ?? [];
  const last = calls.find(({ status }) => status < 300) ?? calls[0];
  return { last, isNew: last !== undefined && last.at >= since };
}

interface TestConnectionProps {
  readonly test: Test;
  readonly words: ProviderWords;
  readonly isOn: boolean;
}

export function TestConnection({ test: { last, isNew }, words, isOn }: TestConnectionProps) {
  const { t } = useTranslation('sync');
  if (last === undefined) {
    return (
      <s-stack direction="inline" gap="small" alignItems="center">
        <s-spinner accessibilityLabel={t('test.waiting', { button: words.test })} />
        <s-text color="subdued">{t('test.waiting', { button: words.test })}</s-text>
      </s-stack>
    );
  }
  if (last.status >= 300) {
    return (
      <s-banner tone="warning" heading={t('test.refused', { status: last.status })}>
        <s-paragraph>{t(isOn ? 'test.refusedText' : 'test.refusedOff')}</s-paragraph>
      </s-banner>
    );
  }
  return (
    <s-stack direction="inline" gap="small-200" alignItems="center">
      <span className="signed">
        <s-icon type="check-circle" tone="success" />
        <s-text>{t(isNew ? 'test.received' : 'test.receivedBefore')}</s-text>
      </span>
      <s-text color="subdued">
        <code>
          {last.method} {last.path} → {last.status}
        </code>{' '}
        <Moment at={last.at} />
      </s-text>
    </s-stack>
  );
}

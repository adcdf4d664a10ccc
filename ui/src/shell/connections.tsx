// The connection that a screen is about: the one that the address names, else the first.
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Answer } from '../api/client.ts';
import { useReadFirst } from '../api/queries.ts';
import { href } from './paths.ts';

export type Connection = Answer<'GET /connections'>[number];

/** With their numbers as they are within a quarter of a minute. */
export function useConnections(): readonly Connection[] {
  return useReadFirst('GET /connections', {}, { every: 15_000 });
}

/** Undefined while the shop has none. */
export function useConnection(): Connection | undefined {
  const connections = useConnections();
  const [parameters] = useSearchParams();
  const named = parameters.get('connection');
  return connections.find(({ id }) => id === named) ?? connections[0];
}

/** The shop's domain; it has one without a connection too. Empty where nobody tells it. */
export function useShop(): string {
  return useConnections()[0]?.shop ?? shopify.config.shop ?? '';
}

/** Lets another connection be chosen, where there are several. */
export function ConnectionChoice() {
  const { t } = useTranslation('shell');
  const connections = useConnections();
  const current = useConnection();
  const [, setParameters] = useSearchParams();
  if (connections.length < 2) return null;
  async function choose(select: { value: string }) {
    const { value } = select;
    // As long as something here is not saved, it is this one that is shown.
    select.value = current?.id ?? '';
    await shopify.saveBar.leaveConfirmation();
    setParameters((before) => {
      const view = before.get('view');
      return { ...(view !== null && { view }), connection: value };
    });
  }
  return (
    <div className="connection-choice">
      <s-select
        label={t('connection')}
        labelAccessibilityVisibility="exclusive"
        value={current?.id ?? ''}
        onChange={({ currentTarget }) => void choose(currentTarget)}
      >
        {connections.map(({ id, name }) => (
          <s-option key={id} value={id}>
            {name}
          </s-option>
        ))}
      </s-select>
    </div>
  );
}

/** What is about one connection; where the shop has none, the way to the first. */
export function OfConnection({ children }: { readonly children: (connection: Connection) => ReactNode }) {
  const { t } = useTranslation('shell');
  const connection = useConnection();
  if (connection !== undefined) return <Fragment key={connection.id}>{children(connection)}</Fragment>;
  return (
    <s-section>
      <s-empty-state heading={t('noConnection.heading')}>
        <s-text slot="subheading">{t('noConnection.text')}</s-text>
        <s-button slot="primary-action" variant="primary" href={href('/sync')}>
          {t('noConnection.setUp')}
        </s-button>
      </s-empty-state>
    </s-section>
  );
}

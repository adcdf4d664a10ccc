// The set-up of one connection, step by step; each step knows by what has happened whether it is done.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePending, useRead, useWrite } from '../../api/queries.ts';
import { Step, Steps } from '../../parts/steps.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { Credentials } from './credentials.tsx';
import { FirstUser, useFirstUser } from './first-user.tsx';
import { ProviderSelect } from './new-connection.tsx';
import { PROVIDERS } from './providers.ts';
import { holds } from './secret-list.tsx';
import { Switches } from './switches.tsx';
import { TestConnection, useTest } from './test-connection.tsx';
import { There } from './there.tsx';

export function Guide({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('sync');
  const { id, scimProvisioning } = connection;
  const meant = useMeant(connection);
  const { provider } = meant;
  const words = PROVIDERS[provider];
  const [openedAt] = useState(Date.now);
  const tokens = useRead('GET /connections/:id/tokens', { parameters: { id } });
  const change = useWrite('PATCH /connections/:id', { toast: () => t('saved'), inTurn: true });
  const test = useTest(id, openedAt);
  const first = useFirstUser(id);

  const hasToken = tokens.data?.some(holds) ?? false;
  const isFederated = connection.settings.access.federation !== null;
  const isTested = test.last !== undefined && test.last.status < 300;
  const done = [
    true,
    scimProvisioning,
    hasToken || isFederated || isTested,
    isTested,
    isTested,
    first !== undefined,
  ];
  const stateOf = (step: number) =>
    done[step] ? 'done' : done.slice(0, step).every(Boolean) ? 'current' : 'later';

  return (
    <s-section accessibilityLabel={t('headingOf', { name: connection.name })}>
      <Steps>
        <Step heading={t('provider.heading')} state={stateOf(0)}>
          <ProviderSelect
            value={provider}
            onChoose={(chosen) => change.mutate({ parameters: { id }, body: { provider: chosen } })}
          />
          {provider === 'google' && (
            <s-banner tone="warning">
              <s-paragraph>{t('provider.google')}</s-paragraph>
            </s-banner>
          )}
        </Step>
        <Step heading={t('switches.heading')} state={stateOf(1)}>
          <Switches connection={meant} onChange={(body) => change.mutate({ parameters: { id }, body })} />
        </Step>
        <Step heading={t('credentials.heading')} state={stateOf(2)}>
          <Credentials connection={connection} words={words} tokens={tokens} />
        </Step>
        <Step
          heading={provider === 'other' ? t('there.other') : t('there.heading', { provider: words.name })}
          state={stateOf(3)}
        >
          <There provider={provider} words={words} />
        </Step>
        <Step heading={t('test.heading', { button: words.test })} state={stateOf(4)}>
          <TestConnection test={test} words={words} isOn={scimProvisioning} />
        </Step>
        <Step heading={t('first.heading')} state={stateOf(5)}>
          <FirstUser connection={connection} person={first} />
        </Step>
      </Steps>
    </s-section>
  );
}

/** With what was chosen of it and is not saved yet; if it cannot be, then as it is. */
function useMeant(connection: Connection): Connection {
  const pending = usePending('PATCH /connections/:id');
  const meant = { ...connection };
  for (const { parameters, body } of pending) {
    if (parameters.id !== connection.id) continue;
    meant.provider = body.provider ?? meant.provider;
    meant.scimProvisioning = body.scimProvisioning ?? meant.scimProvisioning;
    meant.newCustomerCreation = body.newCustomerCreation ?? meant.newCustomerCreation;
  }
  return meant;
}

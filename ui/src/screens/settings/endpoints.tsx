// To whom alerts are told: webhooks and mail addresses, added, tried, revived and removed.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead, useWrite } from '../../api/queries.ts';
import { Confirmation } from '../../parts/confirmation.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Shown } from '../../parts/shown.tsx';
import { NewEndpoint } from './new-endpoint.tsx';

type Endpoint = Answer<'GET /alerts/endpoints'>[number];

const TONES = { live: 'success', off: 'neutral', dead: 'critical' } as const;

export function Endpoints() {
  const { t } = useTranslation('settings');
  const [secret, setSecret] = useState<string | null>(null);
  const read = useRead('GET /alerts/endpoints', {}, { every: 15_000 });
  return (
    <s-section heading={t('endpoints.heading')}>
      <s-paragraph>{t('endpoints.text')}</s-paragraph>
      <NewEndpoint onSecret={setSecret} />
      {secret !== null && (
        <s-banner tone="success" heading={t('endpoints.once')}>
          <CopyField label={t('endpoints.secret')} value={secret} details={t('endpoints.secretText')} />
        </s-banner>
      )}
      <Shown read={read}>
        {(endpoints) =>
          endpoints.length === 0 ? (
            <s-paragraph color="subdued">{t('endpoints.none')}</s-paragraph>
          ) : (
            <ul className="cards">
              {endpoints.map((endpoint) => (
                <EndpointCard key={endpoint.id} endpoint={endpoint} onSecret={setSecret} />
              ))}
            </ul>
          )
        }
      </Shown>
    </s-section>
  );
}

interface EndpointCardProps {
  readonly endpoint: Endpoint;
  readonly onSecret: (secret: string | null) => void;
}

function EndpointCard({ endpoint, onSecret }: EndpointCardProps) {
  const { t } = useTranslation('settings');
  const { id, url, kinds, state, deliveredAt, error } = endpoint;
  const parameters = { endpoint: id };
  const isMail = url.startsWith('mailto:');
  const [outcome, setOutcome] = useState<Answer<'POST /alerts/endpoints/:endpoint/test'>>();
  const test = useWrite('POST /alerts/endpoints/:endpoint/test', { onDone: setOutcome });
  const change = useWrite('PATCH /alerts/endpoints/:endpoint', { toast: () => t('saved') });
  const remove = useWrite('DELETE /alerts/endpoints/:endpoint', { toast: () => t('endpoints.removed') });
  const renew = useWrite('POST /alerts/endpoints/:endpoint/secret', {
    toast: () => t('endpoints.renewed'),
    onDone: ({ secret }) => onSecret(secret),
  });
  const told = isMail ? url.slice('mailto:'.length) : url;
  return (
    <li>
      <div className="card-head">
        <code>{told}</code>
        <s-badge tone={TONES[state]}>{t(`endpoints.state.${state}`)}</s-badge>
      </div>
      <s-paragraph color="subdued">
        {kinds === null ? t('endpoints.everyKind') : kinds.map((kind) => t(`kind.${kind}`)).join(', ')}
        {' · '}
        {deliveredAt === null ? t('endpoints.never') : t('endpoints.last')}{' '}
        {deliveredAt !== null && <Moment at={deliveredAt} />}
      </s-paragraph>
      {state === 'dead' && <s-paragraph>{t('endpoints.deadText')}</s-paragraph>}
      {error !== null && <s-paragraph tone="critical">{error}</s-paragraph>}
      {outcome !== undefined && (
        <s-banner tone={outcome.delivered ? 'success' : 'critical'}>
          {outcome.delivered ? t('endpoints.arrived') : t('endpoints.lost', { error: outcome.error ?? '' })}
        </s-banner>
      )}
      <s-stack direction="inline" gap="small">
        <s-button icon="play" loading={test.isPending} onClick={() => test.mutate({ parameters })}>
          {t('endpoints.test')}
        </s-button>
        <s-button
          variant="tertiary"
          onClick={() => change.mutate({ parameters, body: { state: state === 'live' ? 'off' : 'live' } })}
        >
          {t(`endpoints.turn.${state}`)}
        </s-button>
        {!isMail && (
          <s-button variant="tertiary" onClick={() => renew.mutate({ parameters })}>
            {t('endpoints.renew')}
          </s-button>
        )}
        <s-button variant="tertiary" tone="critical" commandFor={`remove-${id}`}>
          {t('endpoints.remove')}
        </s-button>
      </s-stack>
      <Confirmation
        id={`remove-${id}`}
        heading={t('endpoints.removeHeading')}
        act={t('endpoints.remove')}
        onConfirm={() => remove.mutate({ parameters })}
      >
        <s-paragraph>{t('endpoints.removeText', { url: told })}</s-paragraph>
      </Confirmation>
    </li>
  );
}

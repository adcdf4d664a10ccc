// To whom alerts are told: webhooks and mail addresses, added, tried, changed, revived and removed, with their messages.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead, useWrite } from '../../api/queries.ts';
import { useNotice } from '../../notices/notice.ts';
import { Confirmation } from '../../parts/confirmation.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Shown } from '../../parts/shown.tsx';
import { Deliveries } from './deliveries.tsx';
import { EditEndpoint } from './edit-endpoint.tsx';
import { fromMail } from './endpoint-fields.tsx';
import { NewEndpoint } from './new-endpoint.tsx';

type Endpoint = Answer<'GET /alerts/endpoints'>[number];

const TONES = { live: 'success', off: 'neutral', dead: 'critical' } as const;

export function Endpoints() {
  const { t } = useTranslation('settings');
  const [secret, setSecret] = useState<string | null>(null);
  const read = useRead('GET /alerts/endpoints', {}, { every: 5_000 });
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
  const { id, url, kinds, state, deliveredAt, error, notice } = endpoint;
  const said = useNotice()(error ?? '', notice);
  const [shown, setShown] = useState<'fields' | 'deliveries'>();
  return (
    <li>
      <div className="card-head">
        <code>{fromMail(url)}</code>
        <s-badge tone={TONES[state]}>{t(`endpoints.state.${state}`)}</s-badge>
      </div>
      <s-paragraph color="subdued">
        {kinds === null ? t('endpoints.everyKind') : kinds.map((kind) => t(`kind.${kind}`)).join(', ')}
        {' · '}
        {deliveredAt === null ? t('endpoints.never') : t('endpoints.last')}{' '}
        {deliveredAt !== null && <Moment at={deliveredAt} />}
      </s-paragraph>
      {state === 'dead' && <s-paragraph>{t('endpoints.deadText')}</s-paragraph>}
      {error !== null && (
        <div lang={said.lang}>
          <s-paragraph tone="critical">{said.text}</s-paragraph>
        </div>
      )}
      {shown === 'fields' ? (
        <EditEndpoint id={id} url={url} kinds={kinds} onDone={() => setShown(undefined)} />
      ) : (
        <Acts
          endpoint={endpoint}
          isOpen={shown === 'deliveries'}
          onEdit={() => setShown('fields')}
          onDeliveries={() => setShown(shown === 'deliveries' ? undefined : 'deliveries')}
          onSecret={onSecret}
        />
      )}
      {shown === 'deliveries' && <Deliveries endpoint={id} isLive={state === 'live'} />}
    </li>
  );
}

interface ActsProps extends EndpointCardProps {
  /** Whether its messages are shown. */
  readonly isOpen: boolean;
  readonly onEdit: () => void;
  readonly onDeliveries: () => void;
}

function Acts({ endpoint: { id, url, state }, isOpen, onEdit, onDeliveries, onSecret }: ActsProps) {
  const { t } = useTranslation('settings');
  const say = useNotice();
  const parameters = { endpoint: id };
  const [outcome, setOutcome] = useState<Answer<'POST /alerts/endpoints/:endpoint/test'>>();
  const test = useWrite('POST /alerts/endpoints/:endpoint/test', { onDone: setOutcome });
  const change = useWrite('PATCH /alerts/endpoints/:endpoint', { toast: () => t('saved') });
  const renew = useWrite('POST /alerts/endpoints/:endpoint/secret', {
    toast: () => t('endpoints.renewed'),
    onDone: ({ secret }) => onSecret(secret),
  });
  return (
    <>
      {outcome !== undefined && (
        <s-banner tone={outcome.delivered ? 'success' : 'critical'}>
          {outcome.delivered
            ? t('endpoints.arrived')
            : t('endpoints.lost', { error: say(outcome.error ?? '', outcome.notice).text })}
        </s-banner>
      )}
      <s-stack direction="inline" gap="small">
        <s-button icon="play" loading={test.isPending} onClick={() => test.mutate({ parameters })}>
          {t('endpoints.test')}
        </s-button>
        <s-button icon={isOpen ? 'chevron-up' : 'chevron-down'} variant="tertiary" onClick={onDeliveries}>
          {t('endpoints.deliveries')}
        </s-button>
        <s-button variant="tertiary" onClick={onEdit}>
          {t('endpoints.edit')}
        </s-button>
        <s-button
          variant="tertiary"
          onClick={() => change.mutate({ parameters, body: { state: state === 'live' ? 'off' : 'live' } })}
        >
          {t(`endpoints.turn.${state}`)}
        </s-button>
        {!url.startsWith('mailto:') && (
          <s-button variant="tertiary" onClick={() => renew.mutate({ parameters })}>
            {t('endpoints.renew')}
          </s-button>
        )}
        <Remove id={id} told={fromMail(url)} />
      </s-stack>
    </>
  );
}

function Remove({ id, told }: { readonly id: string; readonly told: string }) {
  const { t } = useTranslation('settings');
  const remove = useWrite('DELETE /alerts/endpoints/:endpoint', { toast: () => t('endpoints.removed') });
  return (
    <>
      <s-button variant="tertiary" tone="critical" commandFor={`remove-${id}`}>
        {t('endpoints.remove')}
      </s-button>
      <Confirmation
        id={`remove-${id}`}
        heading={t('endpoints.removeHeading')}
        act={t('endpoints.remove')}
        onConfirm={() => remove.mutate({ parameters: { endpoint: id } })}
      >
        <s-paragraph>{t('endpoints.removeText', { url: told })}</s-paragraph>
      </Confirmation>
    </>
  );
}

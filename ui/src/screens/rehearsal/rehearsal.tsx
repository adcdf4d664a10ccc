// The rehearsal of a connection: begun, followed while it plays, and what it came to. It is the server that plays: this
// only looks, so that closing the page changes nothing.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import type { Answer } from '../../api/client.ts';
import { useAsk, useRead, useWrite } from '../../api/queries.ts';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { REHEARSAL } from '../../shell/paths.ts';
import { Outcome, Progress } from './outcome.tsx';
import { RehearsalSteps } from './rehearsal-steps.tsx';

export type Rehearsal = Answer<'GET /connections/:id/rehearsals'>[number];

const EVERY_MS = 700;

export function RehearsalPart({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('rehearsal');
  const { id } = connection;
  const read = useRead(
    'GET /connections/:id/rehearsals',
    { parameters: { id }, query: { limit: 1 } },
    { every: (answer) => (answer?.[0]?.state === 'running' ? EVERY_MS : false) },
  );
  const cancel = useWrite('POST /connections/:id/rehearsals/:rehearsal/cancel', {
    toast: () => t('cancelled'),
  });
  return (
    <div ref={useScrollHere()}>
      <s-section heading={t('heading')}>
        <s-paragraph>{t('text')}</s-paragraph>
        <Shown read={read}>
          {([last]) => (
            <>
              {last?.state === 'running' ? (
                <Progress
                  rehearsal={last}
                  onCancel={() => cancel.mutate({ parameters: { id, rehearsal: last.id } })}
                />
              ) : (
                <Start connection={connection} isFirst={last === undefined} />
              )}
              {last !== undefined && last.state !== 'running' && <Outcome rehearsal={last} />}
              {last !== undefined && <RehearsalSteps rehearsal={last} />}
            </>
          )}
        </Shown>
      </s-section>
    </div>
  );
}

interface StartProps {
  readonly connection: Connection;
  readonly isFirst: boolean;
}

function Start({ connection, isFirst }: StartProps) {
  const { t } = useTranslation('rehearsal');
  const { id, scimProvisioning, newCustomerCreation } = connection;
  const [groupId, setGroupId] = useState('');
  const { data: matches } = useAsk('POST /connections/:id/groups/matches', { parameters: { id }, body: {} });
  const begin = useWrite('POST /connections/:id/rehearsals', { toast: () => t('begun') });
  const groups = new Map(
    matches?.rules.flatMap((rule) => rule.groups.map((group) => [group.id, group.name])),
  );
  if (!scimProvisioning || !newCustomerCreation) {
    const what = scimProvisioning ? 'creation' : newCustomerCreation ? 'provisioning' : 'both';
    return (
      <s-banner tone="info" heading={t('off')}>
        <s-paragraph>{t(`offText.${what}`)}</s-paragraph>
      </s-banner>
    );
  }
  return (
    <>
      {groups.size > 0 && (
        <s-select
          label={t('group')}
          details={t('groupText')}
          value={groupId}
          onChange={({ currentTarget }) => setGroupId(currentTarget.value)}
        >
          <s-option value="">{t('noGroup')}</s-option>
          {[...groups].map(([group, name]) => (
            <s-option key={group} value={group}>
              {name}
            </s-option>
          ))}
        </s-select>
      )}
      <s-stack direction="inline">
        <s-button
          variant={isFirst ? 'primary' : 'secondary'}
          icon="play"
          loading={begin.isPending}
          onClick={() => begin.mutate({ parameters: { id }, body: { groupId: groupId || null } })}
        >
          {t(isFirst ? 'start' : 'again')}
        </s-button>
      </s-stack>
    </>
  );
}

/** Brings the part into view where the address names it. */
function useScrollHere() {
  const { hash } = useLocation();
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (hash === `#${REHEARSAL}`) here.current?.scrollIntoView();
  }, [hash]);
  return here;
}

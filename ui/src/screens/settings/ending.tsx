// Ends a connection in two steps: it is called no more, then it is chosen what becomes of its customers.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead, useWrite } from '../../api/queries.ts';
import { Confirmation } from '../../parts/confirmation.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';

const CHOICES = ['keep', 'hand_back', 'hand_over'] as const;
type Choice = (typeof CHOICES)[number];

interface EndingProps {
  readonly connection: Connection;
  readonly connections: readonly Connection[];
}

export function Ending({ connection, connections }: EndingProps) {
  const { t } = useTranslation('settings');
  return (
    <s-section heading={t('ending.heading')}>
      {connection.ending === null ? (
        <FirstStep connection={connection} />
      ) : (
        <SecondStep connection={connection} connections={connections} />
      )}
    </s-section>
  );
}

function FirstStep({ connection: { id, name } }: { readonly connection: Connection }) {
  const { t } = useTranslation('settings');
  const end = useWrite('DELETE /connections/:id', { toast: () => t('ending.done', { name }) });
  return (
    <>
      <s-paragraph>{t('ending.text')}</s-paragraph>
      <s-stack direction="inline">
        <s-button tone="critical" commandFor="end-connection" loading={end.isPending}>
          {t('ending.act')}
        </s-button>
      </s-stack>
      <Confirmation
        id="end-connection"
        heading={t('ending.confirmHeading', { name })}
        act={t('ending.act')}
        onConfirm={() => end.mutate({ parameters: { id } })}
      >
        <s-paragraph>{t('ending.confirmText', { name })}</s-paragraph>
      </Confirmation>
    </>
  );
}

function SecondStep({ connection, connections }: EndingProps) {
  const { t } = useTranslation('settings');
  const { id, name } = connection;
  const progress = useRead('GET /connections/:id/ending', { parameters: { id } }, { every: 3_000 });
  const resume = useWrite('DELETE /connections/:id/ending', { toast: () => t('ending.resumed', { name }) });
  return (
    <Shown read={progress}>
      {(ending) => (
        <>
          <s-paragraph>
            {t('ending.since', { name })} <Moment at={ending.at} />.
          </s-paragraph>
          {ending.choice === null && (
            <>
              <s-paragraph>{t('ending.undecided')}</s-paragraph>
              <s-stack direction="inline">
                <s-button
                  icon="undo"
                  loading={resume.isPending}
                  onClick={() => resume.mutate({ parameters: { id } })}
                >
                  {t('ending.resume')}
                </s-button>
              </s-stack>
            </>
          )}
          {ending.choice !== null && <Progress id={id} ending={ending} />}
          {(ending.choice === null || ending.choice === 'hand_over') && (
            <Choosing
              connection={connection}
              remaining={ending.remaining}
              successors={connections.filter((one) => one.id !== id && one.ending === null)}
            />
          )}
        </>
      )}
    </Shown>
  );
}

function Progress({
  id,
  ending: { choice, total, remaining, failed },
}: {
  readonly id: string;
  readonly ending: Answer<'GET /connections/:id/ending'>;
}) {
  const { t } = useTranslation('settings');
  return (
    <>
      <s-paragraph>
        {choice && t(`ending.chosen.${choice}`)} {t('ending.remaining', { count: remaining, total })}
      </s-paragraph>
      <s-progress
        accessibilityLabel={t('ending.progress')}
        max={Math.max(total, 1)}
        value={total - remaining}
      />
      {failed > 0 && (
        <s-banner tone="critical" heading={t('ending.failed', { count: failed })}>
          <s-button slot="secondary-actions" href={href(`/people?connection=${id}&state=failed`)}>
            {t('ending.look')}
          </s-button>
        </s-banner>
      )}
    </>
  );
}

interface ChoosingProps {
  readonly connection: Connection;
  readonly remaining: number;
  readonly successors: readonly Connection[];
}

function Choosing({ connection: { id, name }, remaining, successors }: ChoosingProps) {
  const { t } = useTranslation('settings');
  const [choice, setChoice] = useState<Choice>('keep');
  const [named, setNamed] = useState('');
  const choose = useWrite('POST /connections/:id/ending', { toast: () => t('ending.begun') });
  const successor = successors.find((one) => one.id === named) ?? successors[0];
  const offered = CHOICES.filter((one) => one !== 'hand_over' || successors.length > 0);
  const words = { count: remaining, name, successor: successor?.name ?? '' };
  return (
    <>
      <s-select
        label={t('ending.choice')}
        value={choice}
        details={t(`ending.does.${choice}`)}
        onChange={({ currentTarget: { value } }) => setChoice(offered.find((one) => one === value) ?? choice)}
      >
        {offered.map((one) => (
          <s-option key={one} value={one}>
            {t(`ending.acts.${one}`)}
          </s-option>
        ))}
      </s-select>
      {choice === 'hand_over' && (
        <s-select
          label={t('ending.successor')}
          value={successor?.id ?? ''}
          onChange={({ currentTarget: { value } }) => setNamed(value)}
        >
          {successors.map((one) => (
            <s-option key={one.id} value={one.id}>
              {one.name}
            </s-option>
          ))}
        </s-select>
      )}
      <s-stack direction="inline">
        <s-button tone="critical" commandFor="choose-ending" loading={choose.isPending}>
          {t(`ending.acts.${choice}`)}
        </s-button>
      </s-stack>
      <Confirmation
        id="choose-ending"
        heading={t(`ending.ask.${choice}`, words)}
        act={t(`ending.acts.${choice}`)}
        onConfirm={() =>
          choose.mutate({
            parameters: { id },
            body: { choice, successor: choice === 'hand_over' ? (successor?.id ?? null) : null },
          })
        }
      >
        <s-paragraph>{t(`ending.does.${choice}`)}</s-paragraph>
        <s-paragraph>{t('ending.final')}</s-paragraph>
      </Confirmation>
    </>
  );
}

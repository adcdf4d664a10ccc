// One connection at a glance: whether it is on, its numbers in a line, and its last fourteen days.
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { Failure } from '../../parts/failure.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { Figure } from './figure.tsx';

const TONES = {
  works: 'success',
  idle: 'info',
  waits: 'warning',
  stuck: 'critical',
  ended: 'warning',
  off: 'neutral',
} as const;

/** Whether it works, in one word. */
function standingOf(
  { ending, scimProvisioning, statistics }: Connection,
  isShopStuck: boolean,
): keyof typeof TONES {
  if (ending !== null) return 'ended';
  if (!scimProvisioning) return 'off';
  if (isShopStuck || statistics.failed > 0) return 'stuck';
  if (statistics.held > 0) return 'waits';
  return statistics.lastCallAt === null ? 'idle' : 'works';
}

export function ConnectionHealth({ connection }: { readonly connection: Connection }) {
  const { t, i18n } = useTranslation('home');
  const { id, name, statistics } = connection;
  const health = useRead('GET /connections/:id/health', { parameters: { id } }, { every: 15_000 });
  const { data } = health;
  const unknown = health.isError ? '–' : '…';
  const standing = standingOf(connection, data?.trouble != null);
  const day = new Intl.DateTimeFormat(i18n.resolvedLanguage, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const total = data?.days.reduce((sum, { calls }) => sum + calls, 0) ?? 0;
  const people = (state: string) => href(`/people?connection=${id}&state=${state}`);
  return (
    <s-section heading={name}>
      <s-badge slot="accessory" tone={TONES[standing]}>
        {t(`standing.${standing}`)}
      </s-badge>
      <div className="figures">
        <Figure name={t('figure.lastCall')} isWhen>
          {statistics.lastCallAt === null ? t('never') : <Moment at={statistics.lastCallAt} />}
        </Figure>
        <Figure name={t('figure.in')} to={people('synced')}>
          {data?.activeUsers ?? unknown}
        </Figure>
        <Figure name={t('figure.out')} to={people('left')}>
          {data?.inactiveUsers ?? unknown}
        </Figure>
        <Figure name={t('figure.waiting')} to={people('pending')}>
          {statistics.waiting}
        </Figure>
        <Figure name={t('figure.held')} to={people('held')} tone={statistics.held > 0 ? 'caution' : 'base'}>
          {statistics.held}
        </Figure>
        <Figure name={t('figure.failed')} to={people('failed')} tone={statistics.failed > 0 ? 'bad' : 'base'}>
          {statistics.failed}
        </Figure>
        <Figure name={t('figure.leavers')} title={t('figure.leaversText')}>
          {data?.leavers ? sayDuration(Math.max(100, data.leavers.medianMs), i18n.resolvedLanguage) : '–'}
        </Figure>
      </div>
      {data === undefined && health.isError && (
        <Failure error={health.error} onRetry={() => void health.refetch()} />
      )}
      {data !== undefined && (
        <Sparkline
          label={t('days', { count: total })}
          from={day.format(data.days[0]?.at)}
          to={t('today')}
          bars={data.days.map(({ at, calls }) => ({ name: day.format(at), value: calls }))}
        />
      )}
      {data === undefined && health.isPending && <div className="days-to-come" />}
    </s-section>
  );
}

/** Such as "1.2 sec": the largest unit that leaves something before the point. */
function sayDuration(ms: number, language = 'en'): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  const [unit, size] = units.find(([, least]) => ms >= least) ?? (['second', 1000] as const);
  const digits = { maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', ...digits }).format(
    ms / size,
  );
}

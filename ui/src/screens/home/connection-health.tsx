// One connection at a glance: whether it is on, its numbers in a line, and its last fourteen days.
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { Failure } from '../../parts/failure.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { Figure } from './figure.tsx';

export function ConnectionHealth({ connection }: { readonly connection: Connection }) {
  const { t, i18n } = useTranslation('home');
  const { id, name, scimProvisioning, statistics, ending } = connection;
  const stage = ending !== null ? 'ended' : scimProvisioning ? 'on' : 'off';
  const health = useRead('GET /connections/:id/health', { parameters: { id } }, { every: 15_000 });
  const { data } = health;
  const day = new Intl.DateTimeFormat(i18n.resolvedLanguage, { dateStyle: 'medium', timeZone: 'UTC' });
  const total = data?.days.reduce((sum, { calls }) => sum + calls, 0) ?? 0;
  const people = (state: string) => href(`/people?connection=${id}&state=${state}`);
  return (
    <s-section heading={name}>
      <s-badge slot="accessory" tone={stage === 'on' ? 'success' : stage === 'ended' ? 'warning' : 'neutral'}>
        {t(stage)}
      </s-badge>
      <div className="figures">
        <Figure name={t('figure.lastCall')}>
          {statistics.lastCallAt === null ? t('never') : <Moment at={statistics.lastCallAt} />}
        </Figure>
        <Figure name={t('figure.in')} to={people('synced')}>
          {data?.activeUsers ?? '…'}
        </Figure>
        <Figure name={t('figure.out')} to={people('left')}>
          {data?.inactiveUsers ?? '…'}
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
        <>
          <Sparkline
            label={t('days', { calls: total })}
            bars={data.days.map(({ at, calls }) => ({ name: day.format(at), value: calls }))}
          />
          <s-text color="subdued">{t('days', { calls: total })}</s-text>
        </>
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

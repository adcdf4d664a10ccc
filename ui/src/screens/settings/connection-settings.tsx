// What is set for one connection beside its switches: name, linking, keeping, comparing, alerts.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { NumberField } from '../../parts/number-field.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import type { Connection } from '../../shell/connections.tsx';

const LINK_POLICIES = ['link', 'hold', 'never'] as const;
const REPAIRS = ['report', 'ours', 'managed'] as const;
/** As the admin API bounds them. */
const MAX_DAYS = 3650;
const MAX_HOURS = 24 * 365;
const WEEK_MINUTES = 7 * 24 * 60;

function read({ name, linkPolicy, strict, settings: { retention, reconcile, alerts } }: Connection) {
  return { name, linkPolicy, strict, retention, reconcile, alerts };
}

export function ConnectionSettings({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('settings');
  const stored = read(connection);
  const [draft, setDraft] = useState(stored);
  const save = useWrite('PATCH /connections/:id', { toast: () => t('saved') });
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const { name, linkPolicy, strict, retention, reconcile, alerts } = draft;
  const isNamed = name.trim() !== '';
  return (
    <>
      <s-section heading={t('connection.heading')}>
        <s-text-field
          label={t('connection.name')}
          value={name}
          maxLength={100}
          {...(!isNamed && { error: t('connection.nameless') })}
          onInput={({ currentTarget: { value } }) => change({ name: value })}
        />
        <s-select
          label={t('link.label')}
          value={linkPolicy}
          details={t(`link.${linkPolicy}Text`)}
          onChange={({ currentTarget: { value } }) =>
            change({ linkPolicy: LINK_POLICIES.find((one) => one === value) ?? linkPolicy })
          }
        >
          {LINK_POLICIES.map((one) => (
            <s-option key={one} value={one}>
              {t(`link.${one}`)}
            </s-option>
          ))}
        </s-select>
        <s-switch
          label={t('strict.label')}
          details={t('strict.text')}
          checked={strict}
          onChange={({ currentTarget: { checked } }) => change({ strict: checked })}
        />
      </s-section>
      <s-section heading={t('keeping.heading')}>
        <div className="fields">
          <NumberField
            label={t('keeping.days')}
            details={t('keeping.text')}
            suffix={t('days')}
            value={retention.days}
            min={1}
            max={MAX_DAYS}
            onChange={(days) => change({ retention: { days } })}
          />
          <NumberField
            label={t('reconcile.every')}
            details={t('reconcile.text', { count: reconcile.everyHours })}
            suffix={t('hours')}
            value={reconcile.everyHours}
            min={0}
            max={MAX_HOURS}
            onChange={(everyHours) => change({ reconcile: { ...reconcile, everyHours } })}
          />
        </div>
        <s-select
          label={t('reconcile.repair')}
          value={reconcile.repair}
          details={t(`reconcile.${reconcile.repair}Text`)}
          onChange={({ currentTarget: { value } }) =>
            change({
              reconcile: { ...reconcile, repair: REPAIRS.find((one) => one === value) ?? reconcile.repair },
            })
          }
        >
          {REPAIRS.map((one) => (
            <s-option key={one} value={one}>
              {t(`reconcile.${one}`)}
            </s-option>
          ))}
        </s-select>
      </s-section>
      <s-section heading={t('silence.heading')}>
        <s-paragraph>{t('silence.text')}</s-paragraph>
        <div className="fields">
          <NumberField
            label={t('silence.cycle')}
            suffix={t('minutes')}
            value={alerts.cycleMinutes}
            min={1}
            max={WEEK_MINUTES}
            onChange={(cycleMinutes) => change({ alerts: { ...alerts, cycleMinutes } })}
          />
          <NumberField
            label={t('silence.cycles')}
            details={t('silence.cyclesText', { count: alerts.staleAfterCycles })}
            value={alerts.staleAfterCycles}
            min={0}
            max={1000}
            onChange={(staleAfterCycles) => change({ alerts: { ...alerts, staleAfterCycles } })}
          />
          <NumberField
            label={t('silence.token')}
            suffix={t('days')}
            value={alerts.tokenDays}
            min={1}
            max={90}
            onChange={(tokenDays) => change({ alerts: { ...alerts, tokenDays } })}
          />
        </div>
      </s-section>
      <SaveBar
        id="connection-changes"
        isDirty={isNamed && JSON.stringify(draft) !== JSON.stringify(stored)}
        isSaving={save.isPending}
        onSave={() =>
          save.mutate({
            parameters: { id: connection.id },
            body: { name: name.trim(), linkPolicy, strict, settings: { retention, reconcile, alerts } },
          })
        }
        onDiscard={() => setDraft(stored)}
      />
    </>
  );
}

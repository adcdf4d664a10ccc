// The rungs in their order: a switch and a grace each, with what it does and what it cannot do.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { NumberField } from '../../parts/number-field.tsx';
import type { LeavingSettings } from './leaving.tsx';

const RUNGS = ['company', 'block', 'tags', 'consent'] as const;
/** As the admin API bounds it. */
const MAX_GRACE_HOURS = 24 * 365;

interface LadderProps {
  readonly leaving: LeavingSettings;
  readonly checkoutRule: Answer<'GET /checkout-rule'> | undefined;
  readonly onChange: (leaving: LeavingSettings) => void;
}

export function Ladder({ leaving, checkoutRule, onChange }: LadderProps) {
  const { t } = useTranslation('leaving');
  return (
    <s-section heading={t('ladder.heading')}>
      <s-paragraph>{t('ladder.text')}</s-paragraph>
      <ol className="ladder">
        {RUNGS.map((rung) => (
          <li key={rung}>
            <s-switch
              label={t(`rung.${rung}.label`)}
              details={t(`rung.${rung}.does`)}
              checked={leaving.rungs[rung]}
              onChange={({ currentTarget: { checked } }) =>
                onChange({ ...leaving, rungs: { ...leaving.rungs, [rung]: checked } })
              }
            />
            <div className="rung-more">
              <p className="rung-limit">{t(`rung.${rung}.cannot`)}</p>
              {rung === 'block' && checkoutRule !== undefined && (
                <s-banner tone={checkoutRule.eligible ? 'info' : 'warning'}>
                  <s-paragraph>{checkoutRule.reason}</s-paragraph>
                </s-banner>
              )}
              {leaving.rungs[rung] && (
                <div className="fields">
                  {rung === 'company' && (
                    <s-select
                      label={t('companies.label')}
                      value={leaving.companies}
                      details={t(`companies.${leaving.companies}Text`)}
                      onChange={({ currentTarget: { value } }) =>
                        onChange({ ...leaving, companies: value === 'all' ? 'all' : 'ours' })
                      }
                    >
                      <s-option value="ours">{t('companies.ours')}</s-option>
                      <s-option value="all">{t('companies.all')}</s-option>
                    </s-select>
                  )}
                  <NumberField
                    label={t('grace.label')}
                    suffix={t('grace.unit')}
                    details={t('grace.text', { count: leaving.graceHours[rung] })}
                    value={leaving.graceHours[rung]}
                    min={0}
                    max={MAX_GRACE_HOURS}
                    onChange={(hours) =>
                      onChange({ ...leaving, graceHours: { ...leaving.graceHours, [rung]: hours } })
                    }
                  />
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
      <s-banner tone="info" heading={t('remains.heading')}>
        <s-paragraph>{t('remains.text')}</s-paragraph>
      </s-banner>
    </s-section>
  );
}

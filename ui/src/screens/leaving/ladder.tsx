// The rungs in their order: a switch and a grace each, with what it does and what it cannot do.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { NumberField } from '../../parts/number-field.tsx';
import type { LeavingSettings } from './leaving.tsx';
import type texts from './texts/en.json';

const RUNGS = ['company', 'block', 'tags', 'consent'] as const;
/** As the admin API bounds it. */
const MAX_GRACE_HOURS = 24 * 365;

type Eligible = keyof typeof texts.eligibility;
type CheckoutRule = Answer<'GET /checkout-rule'>;

interface LadderProps {
  readonly leaving: LeavingSettings;
  readonly checkoutRule: CheckoutRule | undefined;
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
              {rung === 'block' && checkoutRule !== undefined && <Eligibility rule={checkoutRule} />}
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

function Eligibility({ rule: { eligible, code, plan, reason } }: { readonly rule: CheckoutRule }) {
  const { t } = useTranslation('leaving');
  const explain = useExplain();
  if (eligible !== null) {
    return (
      <s-banner tone={eligible ? 'info' : 'warning'}>
        <s-paragraph>{t(`eligibility.${code as Eligible}`, reason, { plan })}</s-paragraph>
      </s-banner>
    );
  }
  const { cause, remedy, more } = explain({ code, cause: null, remedy: null, detail: reason });
  return (
    <s-banner tone="warning" heading={t('notAsked')}>
      <s-paragraph>
        {cause} {remedy}
      </s-paragraph>
      <More>{more}</More>
    </s-banner>
  );
}

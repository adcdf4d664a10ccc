// Activity: who does not get on and why, the SCIM calls, and what was sent to Shopify.
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Calls } from './calls.tsx';
import { Failures } from './failures.tsx';
import { Tries } from './tries.tsx';

const VIEWS = ['failures', 'calls', 'tries'] as const;
type ViewName = (typeof VIEWS)[number];
const SHOWN = { failures: Failures, calls: Calls, tries: Tries };

export function Activity() {
  const { t } = useTranslation('activity');
  const [parameters, setParameters] = useSearchParams();
  const view: ViewName = VIEWS.find((one) => one === parameters.get('view')) ?? 'failures';

  function show(name: ViewName) {
    setParameters((before) => {
      const after = new URLSearchParams();
      const kept = before.get('connection');
      if (kept !== null) after.set('connection', kept);
      after.set('view', name);
      return after;
    });
  }

  return (
    <s-page heading={t('heading')} inlineSize="large">
      <ConnectionChoice />
      <nav className="views" aria-label={t('views')}>
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === view ? 'page' : undefined}
            onClick={() => show(name)}
          >
            {t(`view.${name}`)}
          </button>
        ))}
      </nav>
      <OfConnection>
        {(connection) => {
          const Shown = SHOWN[view];
          return <Shown connection={connection} />;
        }}
      </OfConnection>
    </s-page>
  );
}

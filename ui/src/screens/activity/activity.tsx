// Activity: who does not get on and why, the SCIM calls, and what was sent to Shopify.
import { useTranslation } from 'react-i18next';
import { Views } from '../../parts/views.tsx';
import { ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Calls } from './calls.tsx';
import { Failures } from './failures.tsx';
import { Tries } from './tries.tsx';

const VIEWS = ['failures', 'calls', 'tries'] as const;
const SHOWN = { failures: Failures, calls: Calls, tries: Tries };

export function Activity() {
  const { t } = useTranslation('activity');
  return (
    <s-page heading={t('heading')} inlineSize="large">
      <ConnectionChoice />
      <Views label={t('views')} views={VIEWS} say={(name) => t(`view.${name}`)}>
        {(view) => {
          const Shown = SHOWN[view];
          return <OfConnection>{(connection) => <Shown connection={connection} />}</OfConnection>;
        }}
      </Views>
    </s-page>
  );
}

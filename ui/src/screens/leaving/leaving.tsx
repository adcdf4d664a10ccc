// Leaving: what a leaver loses, in order, and what happens to the customer after a deletion.
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { useConnectionDraft } from '../../parts/connection-draft.ts';
import { Loading } from '../../parts/loading.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { type Connection, ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Deletion } from './deletion.tsx';
import { Guard } from './guard.tsx';
import { Held } from './held.tsx';
import { Ladder } from './ladder.tsx';
import { Left } from './left.tsx';

export type LeavingSettings = Connection['settings']['leaving'];
export type GuardSettings = Connection['settings']['guard'];

export function Leaving() {
  const { t } = useTranslation('leaving');
  return (
    <s-page heading={t('heading')}>
      <ConnectionChoice />
      <OfConnection>{(connection) => <Policy connection={connection} />}</OfConnection>
    </s-page>
  );
}

function Policy({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('leaving');
  const { id, shop } = connection;
  const held = useRead('GET /connections/:id/guard', { parameters: { id } }, { every: 10_000 });
  const rule = useRead('GET /checkout-rule', { query: { shop } });
  const { draft, change, discard, ...edit } = useConnectionDraft({
    connection,
    read: ({ settings: { leaving, guard } }) => ({ leaving, guard }),
    toChanges: (settings) => ({ settings }),
    toast: t('saved'),
  });
  const setLeaving = (leaving: LeavingSettings) => change({ ...draft, leaving });
  const { leaving, guard } = draft;
  // What came to stand above later would put its buttons under the pointer of whoever is about to press another.
  if (held.isPending) return <Loading />;
  return (
    <>
      <Held connectionId={id} read={held} />
      <Ladder leaving={leaving} checkoutRule={rule.data} onChange={setLeaving} />
      <Deletion leaving={leaving} onChange={setLeaving} />
      <Guard guard={guard} onChange={(changed) => change({ ...draft, guard: changed })} />
      <Left connectionId={id} />
      <SaveBar
        id="leaving-changes"
        isDirty={edit.isDirty}
        isSaving={edit.isSaving}
        onSave={edit.save}
        onDiscard={discard}
      />
    </>
  );
}

// Leaving: what a leaver loses, in order, and what happens to the customer after a deletion.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead, useWrite } from '../../api/queries.ts';
import { SaveBar } from '../../parts/save-bar.tsx';
import { type Connection, ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Deletion } from './deletion.tsx';
import { Guard } from './guard.tsx';
import { Held } from './held.tsx';
import { Ladder } from './ladder.tsx';

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
  const { id, shop, settings } = connection;
  const [leaving, setLeaving] = useState(settings.leaving);
  const [guard, setGuard] = useState(settings.guard);
  const rule = useRead('GET /checkout-rule', { query: { shop } });
  const save = useWrite('PATCH /connections/:id', { toast: () => t('saved') });
  const isDirty = differs(leaving, settings.leaving) || differs(guard, settings.guard);
  return (
    <>
      <Held connectionId={id} />
      <Ladder leaving={leaving} checkoutRule={rule.data} onChange={setLeaving} />
      <Deletion leaving={leaving} onChange={setLeaving} />
      <Guard guard={guard} onChange={setGuard} />
      <SaveBar
        id="leaving-changes"
        isDirty={isDirty}
        isSaving={save.isPending}
        onSave={() => save.mutate({ parameters: { id }, body: { settings: { leaving, guard } } })}
        onDiscard={() => {
          setLeaving(settings.leaving);
          setGuard(settings.guard);
        }}
      />
    </>
  );
}

function differs(one: object, other: object): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

// What is set for one connection beside its switches, saved together.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { SaveBar } from '../../parts/save-bar.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { Keeping } from './keeping.tsx';
import { Linking } from './linking.tsx';
import { isNetwork, Reach } from './reach.tsx';
import { Silence } from './silence.tsx';

function read({ name, linkPolicy, domains, strict, settings }: Connection) {
  const { retention, reconcile, alerts, access } = settings;
  const { addresses, tokenMinutes } = access;
  return { name, linkPolicy, domains, strict, retention, reconcile, alerts, addresses, tokenMinutes };
}

export type Draft = ReturnType<typeof read>;

export interface PartProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

export function ConnectionSettings({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('settings');
  const stored = read(connection);
  const [draft, setDraft] = useState(stored);
  const save = useWrite('PATCH /connections/:id', { toast: () => t('saved') });
  const part = { draft, onChange: (change: Partial<Draft>) => setDraft({ ...draft, ...change }) };
  const isSound = draft.name.trim() !== '' && draft.addresses.every(isNetwork);

  function store() {
    const { name, linkPolicy, domains, strict, retention, reconcile, alerts, ...reach } = draft;
    const access = { ...connection.settings.access, ...reach };
    save.mutate({
      parameters: { id: connection.id },
      body: {
        name: name.trim(),
        linkPolicy,
        domains,
        strict,
        settings: { retention, reconcile, alerts, access },
      },
    });
  }

  return (
    <>
      <Linking {...part} />
      <Reach {...part} />
      <Keeping {...part} />
      <Silence {...part} />
      <SaveBar
        id="connection-changes"
        isDirty={isSound && JSON.stringify(draft) !== JSON.stringify(stored)}
        isSaving={save.isPending}
        onSave={store}
        onDiscard={() => setDraft(stored)}
      />
    </>
  );
}

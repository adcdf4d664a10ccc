// What is set for one connection beside its switches, saved together.
import { useTranslation } from 'react-i18next';
import { type Stored, useConnectionDraft } from '../../parts/connection-draft.ts';
import { SaveBar } from '../../parts/save-bar.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { Keeping } from './keeping.tsx';
import { Linking } from './linking.tsx';
import { isNetwork, Reach } from './reach.tsx';
import { Silence } from './silence.tsx';

function read({ name, linkPolicy, domains, strict, settings }: Stored) {
  const { retention, reconcile, alerts, access } = settings;
  const { addresses, tokenMinutes } = access;
  return { name, linkPolicy, domains, strict, retention, reconcile, alerts, addresses, tokenMinutes };
}

function write(draft: Draft, { settings }: Connection) {
  const { name, linkPolicy, domains, strict, retention, reconcile, alerts, ...reach } = draft;
  const access = { ...settings.access, ...reach };
  return {
    name: name.trim(),
    linkPolicy,
    domains,
    strict,
    settings: { retention, reconcile, alerts, access },
  };
}

export type Draft = ReturnType<typeof read>;

export interface PartProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

export function ConnectionSettings({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('settings');
  const { draft, change, discard, ...edit } = useConnectionDraft({
    connection,
    read,
    toChanges: write,
    toast: t('saved'),
  });
  const part = { draft, onChange: (changed: Partial<Draft>) => change({ ...draft, ...changed }) };
  const isSound = draft.name.trim() !== '' && draft.addresses.every(isNetwork);
  return (
    <>
      <Linking {...part} />
      <Reach {...part} />
      <Keeping {...part} />
      <Silence {...part} />
      <SaveBar
        id="connection-changes"
        isDirty={isSound && edit.isDirty}
        isSaving={edit.isSaving}
        onSave={edit.save}
        onDiscard={discard}
      />
    </>
  );
}

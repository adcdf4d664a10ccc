// Mapping: what a customer gets from its user, with what it makes of a real person before it is saved.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useWrite } from '../../api/queries.ts';
import { useCountedChanges } from '../../parts/counted-changes.ts';
import { Failure } from '../../parts/failure.tsx';
import { PersonChoice, PreviewWarnings, useMappingPreview } from '../../parts/mapping-preview.tsx';
import { areSendable } from '../../parts/metafield-list.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { SaveDialog, showSaveDialog } from '../../parts/save-dialog.tsx';
import { Attributes, TemplateDesk } from '../../parts/template-desk.tsx';
import { type Connection, ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Changes } from './changes.tsx';
import { CustomerFields } from './customer-fields.tsx';
import { Metafields, Tags } from './tags-and-metafields.tsx';

export type MappingSettings = Connection['settings']['mapping'];
export type Preview = Answer<'POST /connections/:id/mapping/preview'>;

const DIALOG = 'mapping-save';
const DEFAULTS: MappingSettings = { fields: {}, allowedTags: [] };

export function Mapping() {
  const { t } = useTranslation('mapping');
  return (
    <s-page heading={t('heading')} inlineSize="large">
      <ConnectionChoice />
      <OfConnection>{(connection) => <Editor connection={connection} />}</OfConnection>
    </s-page>
  );
}

function Editor({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('mapping');
  const { id, settings } = connection;
  const [mapping, setMapping] = useState(settings.mapping);
  const [userId, setUserId] = useState('');
  const sent = areSendable(mapping.metafields) ? { mapping } : undefined;
  const read = useMappingPreview(id, userId, sent);
  const preview = read.data;
  const save = useWrite('PATCH /connections/:id', { toast: () => t('saved') });
  const [asked, setAsked] = useState<MappingSettings>();
  const { counted, stop } = useCountedChanges(id, asked && { mapping: asked });
  const part = { mapping, preview, onChange: setMapping };
  return (
    <TemplateDesk connectionId={id} settings={sent}>
      <s-section heading={t('person.heading')}>
        <s-paragraph>{t('person.text')}</s-paragraph>
        <PersonChoice connectionId={id} userId={userId} onChoose={setUserId} />
        {read.isError && <Failure error={read.error} onRetry={() => void read.refetch()} />}
        <PreviewWarnings of={preview} />
      </s-section>
      <Attributes />
      <CustomerFields {...part} />
      <Tags {...part} />
      <Metafields {...part} />
      {isDifferent(mapping, DEFAULTS) && (
        <div>
          <s-button icon="undo" onClick={() => setMapping(DEFAULTS)}>
            {t('resetAll')}
          </s-button>
        </div>
      )}
      <SaveBar
        id="mapping-changes"
        isDirty={isDifferent(mapping, settings.mapping)}
        isSaving={save.isPending}
        onSave={() => {
          setAsked(mapping);
          showSaveDialog(DIALOG);
        }}
        onDiscard={() => setMapping(settings.mapping)}
      />
      <SaveDialog
        id={DIALOG}
        counted={counted}
        onStop={stop}
        onHide={() => setAsked(undefined)}
        onSave={() => save.mutate({ parameters: { id }, body: { settings: { mapping } } })}
      >
        <Changes before={settings.mapping} after={mapping} />
      </SaveDialog>
    </TemplateDesk>
  );
}

function isDifferent(one: MappingSettings, other: MappingSettings): boolean {
  return inOrder(one) !== inOrder(other);
}

/** The same text for the same settings, in whatever order they were made. */
function inOrder(mapping: MappingSettings): string {
  return JSON.stringify(mapping, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

// Mapping: what a customer gets from its user, with what it makes of a real person before it is saved.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useConnectionDraft } from '../../parts/connection-draft.ts';
import { useCountedChanges } from '../../parts/counted-changes.ts';
import { Failure } from '../../parts/failure.tsx';
import { PersonChoice, PreviewWarnings, useMappingPreview } from '../../parts/mapping-preview.tsx';
import { areSendable } from '../../parts/metafield-list.tsx';
import { isSame } from '../../parts/rebase.ts';
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
  const { id } = connection;
  const edit = useConnectionDraft({
    connection,
    read: ({ settings }) => settings.mapping,
    toChanges: (mapping) => ({ settings: { mapping } }),
    toast: t('saved'),
  });
  const { draft: mapping, change: setMapping } = edit;
  const [userId, setUserId] = useState('');
  const sent = areSendable(mapping.metafields) ? { mapping } : undefined;
  const read = useMappingPreview(id, userId, sent);
  const preview = read.data;
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
      {!isSame(mapping, DEFAULTS) && (
        <div>
          <s-button icon="undo" onClick={() => setMapping(DEFAULTS)}>
            {t('resetAll')}
          </s-button>
        </div>
      )}
      <SaveBar
        id="mapping-changes"
        isDirty={edit.isDirty}
        isSaving={edit.isSaving}
        onSave={() => {
          setAsked(mapping);
          showSaveDialog(DIALOG);
        }}
        onDiscard={edit.discard}
      />
      <SaveDialog
        id={DIALOG}
        counted={counted}
        onStop={stop}
        onHide={() => setAsked(undefined)}
        onSave={edit.save}
      >
        <Changes before={edit.stored} after={mapping} />
      </SaveDialog>
    </TemplateDesk>
  );
}

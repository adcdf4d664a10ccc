// Groups: the rules in their order, the groups that each is for, and what all of them give a person.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../api/queries.ts';
import { useConnectionDraft } from '../../parts/connection-draft.ts';
import { useCountedChanges } from '../../parts/counted-changes.ts';
import { Failure } from '../../parts/failure.tsx';
import {
  PersonChoice,
  PreviewWarnings,
  useMappingPreview,
  useSettled,
} from '../../parts/mapping-preview.tsx';
import { SaveBar } from '../../parts/save-bar.tsx';
import { SaveDialog, showSaveDialog } from '../../parts/save-dialog.tsx';
import { Attributes, TemplateDesk } from '../../parts/template-desk.tsx';
import { type Connection, ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { Given } from './given.tsx';
import { usePlacedRules } from './placed-rules.ts';
import { areComplete, newRule, type Rule, RuleCard } from './rule-card.tsx';
import { RuleChanges } from './rule-changes.tsx';

const DIALOG = 'groups-save';

export function Groups() {
  const { t } = useTranslation('groups');
  return (
    <s-page heading={t('heading')} inlineSize="large">
      <ConnectionChoice />
      <OfConnection>{(connection) => <Editor connection={connection} />}</OfConnection>
    </s-page>
  );
}

function Editor({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('groups');
  const { id } = connection;
  const {
    draft: groups,
    change,
    ...saving
  } = useConnectionDraft({
    connection,
    read: ({ settings }) => settings.groups,
    toChanges: (rules) => ({ settings: { groups: rules } }),
    toast: t('saved'),
  });
  const { placed, ...edit } = usePlacedRules(groups, (rules) => change([...rules]));
  const [userId, setUserId] = useState('');
  const sent = areComplete(groups) ? { groups } : undefined;
  const read = useMappingPreview(id, userId, sent);
  const preview = read.data;
  const settled = useSettled(sent);
  const { data: matches } = useAsk(
    'POST /connections/:id/groups/matches',
    { parameters: { id }, body: { settings: settled ?? {} } },
    { enabled: settled !== undefined },
  );

  const [asked, setAsked] = useState<readonly Rule[]>();
  const { counted, stop } = useCountedChanges(id, asked && { groups: [...asked] });

  const add = () => edit.insert(newRule(), placed.length);
  function move(from: number, to: number) {
    edit.move(from, to);
    shopify.toast.show(t('moved', { number: to + 1 }));
  }

  return (
    <TemplateDesk connectionId={id} settings={sent} withGroup>
      <s-section heading={t('person.heading')}>
        <PersonChoice connectionId={id} userId={userId} onChoose={setUserId} />
        <div className="given">{preview !== undefined && <Given preview={preview} />}</div>
        {read.isError && <Failure error={read.error} onRetry={() => void read.refetch()} />}
        <PreviewWarnings of={preview} />
      </s-section>
      {placed.length > 0 && <Attributes withGroup />}
      {placed.length === 0 && (
        <s-section accessibilityLabel={t('empty.heading')}>
          <s-empty-state heading={t('empty.heading')}>
            <s-text slot="subheading">{t('empty.text')}</s-text>
            <s-button slot="primary-action" variant="primary" icon="plus" onClick={add}>
              {t('add')}
            </s-button>
          </s-empty-state>
        </s-section>
      )}
      {placed.map(({ key, rule }, index) => (
        <RuleCard
          key={key}
          rule={rule}
          index={index}
          count={placed.length}
          connectionId={id}
          settled={sent === undefined ? undefined : settled}
          matches={sent === undefined ? undefined : matches?.rules[index]}
          onChange={(changed) => edit.change(index, changed)}
          onMove={(to) => move(index, to)}
          onDuplicate={() => edit.insert(structuredClone(rule), index + 1)}
          onRemove={() => edit.remove(index)}
        />
      ))}
      {matches?.complete === false && <s-paragraph>{t('incomplete')}</s-paragraph>}
      {placed.length > 0 && (
        <div>
          <s-button icon="plus" onClick={add}>
            {t('add')}
          </s-button>
        </div>
      )}
      <SaveBar
        id="group-changes"
        isDirty={saving.isDirty}
        isSaving={saving.isSaving}
        onSave={() => {
          setAsked(groups);
          showSaveDialog(DIALOG);
        }}
        onDiscard={saving.discard}
      />
      <SaveDialog
        id={DIALOG}
        counted={counted}
        onStop={stop}
        onHide={() => setAsked(undefined)}
        onSave={saving.save}
      >
        <RuleChanges before={saving.stored} after={groups} counted={counted} />
      </SaveDialog>
    </TemplateDesk>
  );
}

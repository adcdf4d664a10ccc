// One rule: whom it is for, and what it gives; moved, doubled and taken away by buttons.
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { Confirmation } from '../../parts/confirmation.tsx';
import type { Settings } from '../../parts/mapping-preview.tsx';
import { areSendable, MetafieldList } from '../../parts/metafield-list.tsx';
import { useFaultAt } from '../../parts/template-desk.tsx';
import { TemplateList } from '../../parts/template-list.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { CompanyPart } from './company-part.tsx';
import { isMatchComplete, MatchPart, matchText } from './match-part.tsx';
import { Members } from './members.tsx';

export type Rule = Connection['settings']['groups'][number];
export type Matches = Answer<'POST /connections/:id/groups/matches'>['rules'][number];

export function newRule(): Rule {
  return { match: { name: '' }, tags: [''], metafields: [] };
}

/** False while they could not even be sent to be looked at. */
export function areComplete(rules: readonly Rule[]): boolean {
  return rules.every(({ match, metafields }) => isMatchComplete(match) && areSendable(metafields));
}

interface RuleCardProps {
  readonly rule: Rule;
  readonly index: number;
  readonly count: number;
  readonly connectionId: string;
  readonly matches: Matches | undefined;
  /** All rules, as they are once typing pauses; undefined while they cannot be sent. */
  readonly settled: Settings | undefined;
  readonly onChange: (rule: Rule) => void;
  readonly onMove: (to: number) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

export function RuleCard(props: RuleCardProps) {
  const { rule, index, count, matches, settled, onChange, onMove, onDuplicate, onRemove } = props;
  const { t } = useTranslation('groups');
  const removal = useId();
  const number = index + 1;
  const path = `groups[${index}]`;
  const fault = useFaultAt(path);
  const { company: _, ...withoutCompany } = rule;
  const whom = rule.match.everyone ? t('match.everyone') : matchText(rule.match) || t('match.nobody');
  return (
    <s-section heading={t('rule', { number, whom })}>
      <s-button
        slot="secondary-actions"
        variant="tertiary"
        icon="arrow-up"
        disabled={index === 0}
        accessibilityLabel={t('up', { number })}
        onClick={() => onMove(index - 1)}
      />
      <s-button
        slot="secondary-actions"
        variant="tertiary"
        icon="arrow-down"
        disabled={index === count - 1}
        accessibilityLabel={t('down', { number })}
        onClick={() => onMove(index + 1)}
      />
      <s-button
        slot="secondary-actions"
        variant="tertiary"
        icon="duplicate"
        accessibilityLabel={t('duplicate', { number })}
        onClick={onDuplicate}
      />
      <s-button
        slot="secondary-actions"
        variant="tertiary"
        icon="delete"
        accessibilityLabel={t('remove.of', { number })}
        commandFor={removal}
      />
      {fault !== undefined && (
        <s-banner tone="critical">
          <s-paragraph>{fault}</s-paragraph>
        </s-banner>
      )}
      <MatchPart match={rule.match} matches={matches} onChange={(match) => onChange({ ...rule, match })} />
      {settled !== undefined && (
        <Members connectionId={props.connectionId} settings={settled} number={number} />
      )}
      <s-heading>{t('tags')}</s-heading>
      <TemplateList
        path={`${path}.tags`}
        templates={rule.tags}
        onChange={(tags) => onChange({ ...rule, tags })}
      />
      <s-heading>{t('metafields')}</s-heading>
      <MetafieldList
        path={`${path}.metafields`}
        metafields={rule.metafields}
        onChange={(metafields) => onChange({ ...rule, metafields })}
      />
      <CompanyPart
        path={`${path}.company`}
        company={rule.company}
        onChange={(company) => onChange(company === undefined ? withoutCompany : { ...rule, company })}
      />
      <Confirmation
        id={removal}
        heading={t('remove.heading', { number })}
        act={t('remove.act')}
        onConfirm={onRemove}
      >
        <s-paragraph>{t('remove.text', { whom })}</s-paragraph>
      </Confirmation>
    </s-section>
  );
}

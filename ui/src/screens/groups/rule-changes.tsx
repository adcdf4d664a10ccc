// What saving would change of the rules: those that come, go, move or differ, and whom each is for.
import { useTranslation } from 'react-i18next';
import type { Counted } from '../../parts/counted-changes.ts';
import { matchText } from './match-part.tsx';
import type { Rule } from './rule-card.tsx';

interface RuleChangesProps {
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
  readonly counted: Counted;
}

export function RuleChanges({ before, after, counted }: RuleChangesProps) {
  const { t } = useTranslation('groups');
  const sayWhom = ({ match }: Rule) => (match.everyone ? t('match.everyone') : matchText(match));
  const say = (value: string | undefined) =>
    value === undefined ? <span className="nothing">{t('changes.none')}</span> : <code>{value}</code>;
  return (
    <dl className="changes">
      {compareRules(before, after).map(({ kind, rule, index, places }) => (
        <div key={`${kind} ${index}`}>
          <dt>{t(`changes.${kind}`, { number: index + 1, whom: sayWhom(rule) })}</dt>
          <dd>
            <Reach touched={(kind === 'removed' ? counted.savedRules : counted.rules)[index]} />
          </dd>
          {places.map(({ place, old, now }) => (
            <dd key={place}>
              {place}: <del>{say(old)}</del> → <ins>{say(now)}</ins>
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function Reach({ touched }: { readonly touched: Counted['rules'][number] | undefined }) {
  const { t } = useTranslation('parts');
  if (touched === undefined) return null;
  const people = t('changes.people', { count: touched.people });
  const customers = t('changes.ofCustomers', { count: touched.customers });
  return <span className="result-name">{t('changes.reach', { people, customers })}</span>;
}

interface Place {
  readonly place: string;
  readonly old: string | undefined;
  readonly now: string | undefined;
}

interface RuleChange {
  readonly kind: 'added' | 'removed' | 'moved' | 'changed';
  readonly rule: Rule;
  /** Among the rules that are saved if it was removed, else among the new ones. */
  readonly index: number;
  readonly places: readonly Place[];
}

/** A rule is the same one if nothing in it differs, else if it is for the same groups. */
export function compareRules(before: readonly Rule[], after: readonly Rule[]): RuleChange[] {
  const left = before.map((rule, index) => ({ rule, index }));
  const take = (isIt: (old: Rule) => boolean) => {
    const at = left.findIndex(({ rule }) => isIt(rule));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const same = after.map((rule) => take((old) => isSame(old, rule)));
  const changes: RuleChange[] = [];
  let furthest = -1;
  for (const [index, rule] of after.entries()) {
    const found = same[index];
    if (found !== undefined) {
      if (found.index < furthest) changes.push({ kind: 'moved', rule, index, places: [] });
      furthest = Math.max(furthest, found.index);
      continue;
    }
    const old = take(({ match }) => isSame(match, rule.match)) ?? undefined;
    if (old === undefined) changes.push({ kind: 'added', rule, index, places: placesOf(undefined, rule) });
    else changes.push({ kind: 'changed', rule, index, places: placesOf(old.rule, rule) });
  }
  for (const { rule, index } of left) changes.push({ kind: 'removed', rule, index, places: [] });
  return changes;
}

function placesOf(old: Rule | undefined, now: Rule): Place[] {
  const [before, after] = [old === undefined ? new Map() : flatten(old), flatten(now)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((place) => ({ place, old: before.get(place), now: after.get(place) }))
    .filter((place) => place.old !== place.now);
}

function flatten({ tags, metafields, company }: Rule): Map<string, string> {
  return new Map([
    ...(tags.length === 0 ? [] : [['tags', tags.join(' · ')] as const]),
    ...metafields.map(
      ({ namespace, key, type, value }) => [`metafields.${namespace}.${key}`, `${value} (${type})`] as const,
    ),
    ...Object.entries(company ?? {}).map(([part, value]) => [`company.${part}`, String(value)] as const),
  ]);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

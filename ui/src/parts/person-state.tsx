// How far a user's sync has come, as a chip.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../api/client.ts';

export type PersonState = Answer<'GET /connections/:id/users'>['users'][number]['state'];

const PERSON_TONES = {
  pending: 'info',
  synced: 'success',
  held: 'warning',
  waiting: 'info',
  inactive: 'neutral',
  left: 'neutral',
  gone: 'warning',
  failed: 'critical',
  erased: 'neutral',
} as const satisfies Readonly<Record<PersonState, string>>;

export const PERSON_STATES = Object.keys(PERSON_TONES) as readonly PersonState[];

export function PersonStateBadge({ state }: { readonly state: PersonState }) {
  const { t } = useTranslation('parts');
  return <s-badge tone={PERSON_TONES[state]}>{t(`state.${state}`)}</s-badge>;
}

// Why a rehearsal does not go on, in the viewer's language: the rehearsal's own word, or the sync's.
import { useTranslation } from 'react-i18next';
import { useExplain } from '../../explanations/explain.ts';
import type { Rehearsal } from './rehearsal.tsx';

type Fault = NonNullable<Rehearsal['left']>;

const OWN = [
  'too_slow',
  'customer_missing',
  'customer_stays',
  'not_cleaned',
  'not_asked',
  'connection_gone',
  'internal',
] as const;

export function useFaultText(): (fault: Fault) => Pick<Fault, 'cause' | 'remedy'> {
  const { t } = useTranslation('rehearsal');
  const explain = useExplain();
  return (fault) => {
    const own = OWN.find((code) => code === fault.code);
    if (own === undefined) {
      const { cause, remedy } = explain({ ...fault, detail: null });
      return { cause: cause ?? fault.cause, remedy: remedy ?? fault.remedy };
    }
    return { cause: t(`fault.${own}.cause`), remedy: t(`fault.${own}.remedy`) };
  };
}

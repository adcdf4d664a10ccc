// Why a rehearsal does not go on, in the viewer's language where it is the rehearsal's own word; the sync's is the server's.
import { useTranslation } from 'react-i18next';
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
  return (fault) => {
    const own = OWN.find((code) => code === fault.code);
    if (own === undefined) return fault;
    return { cause: t(`fault.${own}.cause`), remedy: t(`fault.${own}.remedy`) };
  };
}

// What a try of the sync sent to Shopify, as a reader knows it.
import { useTranslation } from 'react-i18next';
import { useFieldText } from './changed.ts';

interface Step {
  readonly kind: string;
  /** Such as `fields.email`, `metafields.title` or `tags (2)`. */
  readonly keys: readonly string[];
}

const KINDS = [
  'create',
  'update',
  'delete',
  'tagsAdd',
  'tagsRemove',
  'metafieldsDelete',
  'addressCreate',
  'addressUpdate',
  'addressDelete',
  'emailConsent',
  'smsConsent',
  'contactAssign',
  'contactRemove',
  'rolesChange',
  'mainContact',
  'requestErasure',
  'cancelErasure',
] as const;
/** What Rollcall knows its customer by: nothing that a directory gave. */
const LINK_ID = 'metafields.link_id';

/** What was asked of Shopify, without what it was asked for. */
export function useStepText(): (step: Step) => string {
  const { t } = useTranslation('parts');
  return ({ kind }) => {
    const known = KINDS.find((one) => one === kind);
    return known ? t(`sent.${known}`) : kind;
  };
}

/** The same, and for which of a customer's fields. */
export function useSentText(): (step: Step) => string {
  const { t } = useTranslation('parts');
  const sayStep = useStepText();
  const sayField = useFieldText();
  return (step) => {
    const named = step.keys.flatMap((key) => {
      const [, within, name] = /^(fields|metafields)\.(.+)$/.exec(key) ?? [];
      if (key === LINK_ID) return [];
      if (name !== undefined) return [sayField(within === 'fields' ? name : `metafield:${name}`)];
      const [, count] = /^(?:tags|keys) \((\d+)\)$/.exec(key) ?? [];
      if (count === undefined) return [];
      return [t(key.startsWith('tags') ? 'sent.tags' : 'sent.metafields', { count: Number(count) })];
    });
    return named.length === 0 ? sayStep(step) : `${sayStep(step)}: ${named.join(', ')}`;
  };
}

// Where alerts go, and which kinds of them: the fields of an endpoint, new or known.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';

export type Kind = Answer<'GET /alerts'>['alerts'][number]['kind'];

export const KINDS = [
  'users_failed',
  'provider_stale',
  'token_expiring',
  'leavers_held',
  'shopify_access_lost',
  'drift_found',
  'endpoint_dead',
  'data_request',
] as const satisfies readonly Kind[];

/** As they are typed. */
export interface EndpointDraft {
  readonly address: string;
  readonly kinds: readonly Kind[];
}

/** What the admin API is told; undefined while it is not whole. */
export function toInput({ address, kinds }: EndpointDraft) {
  const url = toUrl(address.trim());
  if (url === '' || kinds.length === 0) return undefined;
  return { url, kinds: kinds.length === KINDS.length ? null : [...kinds] };
}

/** A mail address may be typed as people write it. */
function toUrl(address: string): string {
  return address.includes('@') && !address.includes(':') ? `mailto:${address}` : address;
}

export function fromMail(url: string): string {
  return url.startsWith('mailto:') ? url.slice('mailto:'.length) : url;
}

interface EndpointFieldsProps {
  readonly draft: EndpointDraft;
  readonly details: string;
  readonly onChange: (draft: EndpointDraft) => void;
}

export function EndpointFields({ draft, details, onChange }: EndpointFieldsProps) {
  const { t } = useTranslation('settings');
  const { address, kinds } = draft;
  return (
    <>
      <s-text-field
        label={t('endpoints.address')}
        details={details}
        placeholder="https://hooks.example.com/rollcall"
        value={address}
        onInput={({ currentTarget: { value } }) => onChange({ ...draft, address: value })}
      />
      <details className="payload">
        <summary>{t('endpoints.kinds', { count: kinds.length, total: KINDS.length })}</summary>
        <div className="kinds">
          {KINDS.map((kind) => (
            <s-checkbox
              key={kind}
              label={t(`kind.${kind}`)}
              checked={kinds.includes(kind)}
              onChange={({ currentTarget: { checked } }) =>
                onChange({
                  ...draft,
                  kinds: KINDS.filter((one) => (one === kind ? checked : kinds.includes(one))),
                })
              }
            />
          ))}
        </div>
      </details>
    </>
  );
}

// What the acts in the audit log are called: the routes that are logged, what Shopify asked for, and the command line's.
import { useTranslation } from 'react-i18next';
import type { WriteName } from '../../api/client.ts';

/** They only look. */
type Unlogged = `POST /connections/:id/mapping/${string}` | `POST /connections/:id/groups/${string}`;

type Act =
  | Exclude<WriteName, Unlogged>
  | 'GET /privacy/requests/:request/document'
  | 'customers/redact'
  | 'shop/redact'
  | 'token create'
  | 'token revoke'
  | 'secrets reseal';

const ACTS = {
  'PATCH /connections/:id': 'change',
  'POST /connections': 'connect',
  'DELETE /connections/:id': 'remove',
  'PUT /connections/:id/schemas': 'schemas',
  'PUT /shops/:shop/order': 'order',
  'POST /connections/:id/ending': 'end',
  'DELETE /connections/:id/ending': 'reopen',
  'POST /shops/:shop/hand-back': 'handBack',
  'POST /connections/:id/tokens': 'makeToken',
  'DELETE /connections/:id/tokens/:token': 'revokeToken',
  'POST /connections/:id/client-secrets': 'makeSecret',
  'DELETE /connections/:id/client-secrets/:secret': 'revokeSecret',
  'POST /connections/:id/guard/release': 'release',
  'POST /connections/:id/reviews/:userId': 'decide',
  'POST /connections/:id/users/:userId/retry': 'retry',
  'POST /connections/:id/failures/retry': 'retryAll',
  'POST /connections/:id/reconciliations': 'reconcile',
  'POST /connections/:id/dry-runs': 'dryRun',
  'POST /connections/:id/rehearsals': 'rehearse',
  'POST /connections/:id/rehearsals/:rehearsal/cancel': 'cancelRehearsal',
  'POST /alerts/endpoints': 'addEndpoint',
  'PATCH /alerts/endpoints/:endpoint': 'changeEndpoint',
  'DELETE /alerts/endpoints/:endpoint': 'removeEndpoint',
  'POST /alerts/endpoints/:endpoint/secret': 'renewSecret',
  'POST /alerts/endpoints/:endpoint/test': 'testEndpoint',
  'POST /alerts/deliveries/:delivery/retry': 'resend',
  'GET /privacy/requests/:request/document': 'document',
  'POST /privacy/requests/:request/done': 'answered',
  'customers/redact': 'redact',
  'shop/redact': 'redactShop',
  'token create': 'makeToken',
  'token revoke': 'revokeToken',
  'secrets reseal': 'reseal',
} as const satisfies Readonly<Record<Act, string>>;

/** Says an act in words; undefined of one that has none, such as one of an older version. */
export function useActText(): (what: string) => string | undefined {
  const { t } = useTranslation('settings');
  return (what) => (Object.hasOwn(ACTS, what) ? t(`audit.acts.${ACTS[what as Act]}`) : undefined);
}

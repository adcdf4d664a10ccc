// What was sent, decided and done in one step, for whoever wants to know exactly.
import { useTranslation } from 'react-i18next';
import { Payload } from '../../parts/payload.tsx';
import type { RehearsedStep } from './rehearsal-steps.tsx';
import { useSeconds } from './seconds.ts';

export function Details({ step: { calls, decided, shopify } }: { readonly step: RehearsedStep }) {
  const { t } = useTranslation('rehearsal');
  const say = useSeconds();
  const [first, ...others] = decided?.sent.map(({ kind, keys }) => `${kind} (${keys.join(', ')})`) ?? [];
  return (
    <details className="payload">
      <summary>{t('details')}</summary>
      <dl className="changes">
        <div>
          <dt>{t('sent')}</dt>
          {calls.map(({ method, path, body, status, durationMs }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls are only ever added
            <dd key={index}>
              <code>
                {method} {readable(path)} → {status}
              </code>{' '}
              {say(durationMs)}
              {body !== null && <Payload value={body} />}
            </dd>
          ))}
        </div>
        {decided !== null && (
          <div>
            <dt>{t('decided')}</dt>
            <dd>
              <code>
                {[decided.state ?? decided.code ?? '–', first, ...others].filter(Boolean).join('; ')}
              </code>
            </dd>
            {decided.warnings.map((warning) => (
              <dd key={warning}>{warning}</dd>
            ))}
          </div>
        )}
        {shopify.length > 0 && (
          <div>
            <dt>{t('shopify')}</dt>
            {shopify.map(({ operation, outcome, requestId, durationMs }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: calls are only ever added
              <dd key={index}>
                <code>
                  {operation} → {outcome}
                </code>{' '}
                {say(durationMs)}
                {requestId !== null && `, ${t('request')} ${requestId}`}
              </dd>
            ))}
          </div>
        )}
      </dl>
    </details>
  );
}

/** A filter as it is meant, not as it travels. */
function readable(path: string): string {
  return decodeURIComponent(path.replaceAll('+', ' '));
}

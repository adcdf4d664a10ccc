// What was sent, decided and done in one step, for whoever wants to know exactly.
import { useTranslation } from 'react-i18next';
import { useWarnings } from '../../notices/notice.ts';
import { useSentText } from '../../parts/changed.ts';
import { Payload } from '../../parts/payload.tsx';
import type { PersonState } from '../../parts/person-state.tsx';
import type { RehearsedStep } from './rehearsal-steps.tsx';
import { useSeconds } from './seconds.ts';

export function Details({ step: { calls, decided, shopify } }: { readonly step: RehearsedStep }) {
  const { t } = useTranslation(['rehearsal', 'parts']);
  const say = useSeconds();
  const sayWarnings = useWarnings();
  const saySent = useSentText();
  const state = decided?.state ?? decided?.code ?? '–';
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
              {[
                t(`state.${state as PersonState}`, state, { ns: 'parts' }),
                ...decided.sent.map(saySent),
              ].join('; ')}
            </dd>
            {sayWarnings(decided).map(({ text, lang }) => (
              <dd key={text} lang={lang}>
                {text}
              </dd>
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

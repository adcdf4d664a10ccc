// Adds a webhook or a mail address to which alerts are told, of all kinds or of some.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { useShop } from '../../shell/connections.tsx';
import { type EndpointDraft, EndpointFields, KINDS, toInput } from './endpoint-fields.tsx';

const NOTHING: EndpointDraft = { address: '', kinds: KINDS };

export function NewEndpoint({ onSecret }: { readonly onSecret: (secret: string | null) => void }) {
  const { t } = useTranslation('settings');
  const shop = useShop();
  const [draft, setDraft] = useState(NOTHING);
  const add = useWrite('POST /alerts/endpoints', {
    toast: () => t('endpoints.added'),
    onDone: ({ secret }) => onSecret(secret),
  });
  const input = toInput(draft);
  return (
    <>
      <EndpointFields draft={draft} details={t('endpoints.addressText')} onChange={setDraft} />
      <s-stack direction="inline">
        <s-button
          variant="primary"
          icon="plus"
          disabled={input === undefined}
          loading={add.isPending}
          onClick={() =>
            input &&
            add.mutate(
              { body: { shop, ...input } },
              // What was typed meanwhile is the next one.
              { onSuccess: () => setDraft((now) => (now === draft ? NOTHING : now)) },
            )
          }
        >
          {t('endpoints.add')}
        </s-button>
      </s-stack>
    </>
  );
}

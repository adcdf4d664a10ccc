// Changes where an endpoint is, and of which alerts it is told.
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../api/queries.ts';
import { EndpointFields, fromMail, KINDS, type Kind, toInput } from './endpoint-fields.tsx';

interface EditEndpointProps {
  readonly id: string;
  readonly url: string;
  readonly kinds: readonly Kind[] | null;
  readonly onDone: () => void;
}

export function EditEndpoint({ id, url, kinds, onDone }: EditEndpointProps) {
  const { t } = useTranslation('settings');
  const [draft, setDraft] = useState({ address: fromMail(url), kinds: kinds ?? KINDS });
  const latest = useRef(draft);
  latest.current = draft;
  const change = useWrite('PATCH /alerts/endpoints/:endpoint', { toast: () => t('saved') });
  const input = toInput(draft);
  return (
    <>
      <EndpointFields draft={draft} details={t('endpoints.editText')} onChange={setDraft} />
      <s-stack direction="inline" gap="small">
        <s-button
          variant="primary"
          disabled={input === undefined}
          loading={change.isPending}
          onClick={() =>
            input &&
            change.mutate(
              { parameters: { endpoint: id }, body: input },
              // What was typed meanwhile is not saved.
              { onSuccess: () => latest.current === draft && onDone() },
            )
          }
        >
          {t('endpoints.save')}
        </s-button>
        <s-button variant="tertiary" onClick={onDone}>
          {t('endpoints.cancel')}
        </s-button>
      </s-stack>
    </>
  );
}

// Asks before settings are saved: what differs, how many customers that changes, and which for example.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../api/queries.ts';
import { useFieldText } from './changed.ts';
import type { Counted } from './counted-changes.ts';
import { onSingleClick } from './single-click.ts';

interface SaveDialogProps {
  readonly id: string;
  readonly counted: Counted;
  readonly onStop: () => void;
  readonly onSave: () => void;
  readonly onHide: () => void;
  /** What differs. */
  readonly children: ReactNode;
}

/** Opened by `showSaveDialog`. */
export function SaveDialog({ id, counted, onStop, onSave, onHide, children }: SaveDialogProps) {
  const { t } = useTranslation('parts');
  return (
    <s-modal id={id} heading={t('changes.heading')} onHide={onHide}>
      <div className="save-dialog">
        {children}
        <HowMany counted={counted} onStop={onStop} />
      </div>
      <s-button slot="secondary-actions" commandFor={id} command="--hide">
        {t('cancel')}
      </s-button>
      <s-button
        slot="primary-action"
        variant="primary"
        commandFor={id}
        command="--hide"
        onClick={onSingleClick(onSave)}
      >
        {t('save')}
      </s-button>
    </s-modal>
  );
}

export function showSaveDialog(id: string): void {
  (document.getElementById(id) as { showOverlay?(): void } | null)?.showOverlay?.();
}

function HowMany({ counted, onStop }: { readonly counted: Counted; readonly onStop: () => void }) {
  const { t } = useTranslation('parts');
  const sayError = useErrorText();
  const { state, users, total, customers } = counted;
  if (state === 'failed') {
    return (
      <s-banner tone="warning" heading={t('changes.failed')}>
        <s-paragraph>{sayError(counted.error)}</s-paragraph>
      </s-banner>
    );
  }
  const sum = customers === 0 ? t('changes.none') : t('changes.customers', { count: customers });
  return (
    <>
      <div role="status" className="how-many">
        {state === 'counting' ? (
          <>
            <s-progress accessibilityLabel={t('changes.counting')} max={Math.max(total, 1)} value={users} />
            <s-text color="subdued">{t('changes.soFar', { count: users, all: total })}</s-text>
          </>
        ) : (
          <strong>
            {state === 'stopped' ? t('changes.stopped', { customers, users, all: total }) : sum}
          </strong>
        )}
      </div>
      {state === 'counting' && (
        <div>
          <s-button variant="tertiary" onClick={onStop}>
            {t('changes.stop')}
          </s-button>
        </div>
      )}
      <PerField fields={counted.fields} />
      <Examples examples={counted.examples} />
    </>
  );
}

function PerField({ fields }: Pick<Counted, 'fields'>) {
  const sayField = useFieldText();
  const { i18n } = useTranslation();
  const say = new Intl.NumberFormat(i18n.resolvedLanguage);
  const names = Object.entries(fields).sort(([, a], [, b]) => b - a);
  if (names.length === 0) return null;
  return (
    <ul className="per-field">
      {names.map(([name, count]) => (
        <li key={name}>
          {sayField(name)} <strong>{say.format(count)}</strong>
        </li>
      ))}
    </ul>
  );
}

function Examples({ examples }: Pick<Counted, 'examples'>) {
  const { t } = useTranslation('parts');
  const sayField = useFieldText();
  if (examples.length === 0) return null;
  const say = (value: string | null) => value ?? <span className="nothing">{t('changes.nothing')}</span>;
  return (
    <div className="examples">
      <span className="result-name">{t('changes.examples')}</span>
      {examples.map(({ userId, name, changes }) => (
        <dl key={userId} className="changes">
          <div>
            <dt>{name ?? userId}</dt>
            {changes.map((change) => (
              <dd key={change.name}>
                {sayField(change.name)}: <del>{say(change.before)}</del> → <ins>{say(change.after)}</ins>
              </dd>
            ))}
          </div>
        </dl>
      ))}
    </div>
  );
}

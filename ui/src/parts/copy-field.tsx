// A value to be pasted elsewhere, with a button that copies it.
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly details?: string;
}

export function CopyField({ label, value, details }: CopyFieldProps) {
  const { t } = useTranslation('parts');
  const [isCopied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  return (
    <div className="copy-field">
      <span className="copy-label">{label}</span>
      <div className="copy-row">
        <code ref={text}>{value}</code>
        <s-button
          icon={isCopied ? 'check' : 'duplicate'}
          accessibilityLabel={t('copyOf', { label })}
          onClick={async () => {
            await copy(value, text.current);
            setCopied(true);
            shopify.toast.show(t('copied', { label }));
          }}
        >
          {t('copy')}
        </s-button>
      </div>
      {details && <span className="copy-details">{details}</span>}
    </div>
  );
}

/** A frame may be forbidden to write to the clipboard; what is selected may be copied all the same. */
async function copy(value: string, element: HTMLElement | null): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    if (element === null) return;
    getSelection()?.selectAllChildren(element);
    document.execCommand('copy');
  }
}

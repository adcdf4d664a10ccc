// Shopify's bar for unsaved changes: there as long as something differs from what is stored.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

interface SaveBarProps {
  readonly id: string;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
}

export function SaveBar({ id, isDirty, isSaving, onSave, onDiscard }: SaveBarProps) {
  const { t } = useTranslation('parts');
  useEffect(() => {
    void (isDirty ? shopify.saveBar.show(id) : shopify.saveBar.hide(id));
    return () => void shopify.saveBar.hide(id);
  }, [id, isDirty]);
  // Every other way asks by itself before it is gone.
  const back = useBlocker(({ historyAction }) => isDirty && historyAction === 'POP');
  useEffect(() => {
    if (back.state === 'blocked') void shopify.saveBar.leaveConfirmation().then(back.proceed);
  }, [back]);
  return (
    <ui-save-bar id={id}>
      <button type="button" disabled={isSaving} onClick={onDiscard}>
        {t('discard')}
      </button>
      <button type="button" variant="primary" disabled={isSaving} onClick={onSave}>
        {t('save')}
      </button>
    </ui-save-bar>
  );
}

// In place of a screen that could not be shown: why, and the way on.
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useRouteError } from 'react-router';
import { Failure } from '../parts/failure.tsx';

export function ScreenError() {
  const { t } = useTranslation('shell');
  const error = useRouteError();
  const { reset } = useQueryErrorResetBoundary();
  const navigate = useNavigate();
  return (
    <s-page heading={t('error.heading')}>
      <Failure
        error={error}
        onRetry={() => {
          reset();
          void navigate(0);
        }}
      />
    </s-page>
  );
}

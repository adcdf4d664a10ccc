// What is wrong with a template, with its place where it is not the whole.
import { useTranslation } from 'react-i18next';
import { useNotice } from '../notices/notice.ts';
import type { TemplateFault } from './template-mirror.tsx';

export function useFaultText(): (fault: TemplateFault) => string {
  const { t } = useTranslation('parts');
  const say = useNotice();
  return ({ line, column, message, notice }) => {
    const { text } = say(message, notice);
    return line === 1 && column === 1 ? text : t('template.at', { message: text, line, column });
  };
}

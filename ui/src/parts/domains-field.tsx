// The company's e-mail domains, in which customers who exist already are linked without review.
import { useTranslation } from 'react-i18next';
import { useTyped } from './typed.ts';

interface DomainsFieldProps {
  readonly domains: readonly string[];
  /** With each letter. */
  readonly onInput?: (domains: string[]) => void;
  /** Once it is done. */
  readonly onChange?: (domains: string[]) => void;
}

export function DomainsField({ domains, onInput, onChange }: DomainsFieldProps) {
  const { t } = useTranslation('parts');
  const [typed, setTyped] = useTyped(
    domains.join(', '),
    (text) => domainsIn(text).join(', '),
    onChange !== undefined,
  );
  return (
    <s-text-field
      label={t('domains.label')}
      placeholder="example.com, example.org"
      details={t(domains.includes('*') ? 'domains.all' : 'domains.text')}
      value={typed}
      onInput={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onInput?.(domainsIn(currentTarget.value));
      }}
      onChange={({ currentTarget }) => onChange?.(domainsIn(currentTarget.value))}
    />
  );
}

function domainsIn(typed: string): string[] {
  const domains = typed.split(/[\s,;]+/).map((domain) => domain.replace(/^@/, '').toLowerCase());
  return [...new Set(domains.filter((domain) => domain !== ''))];
}

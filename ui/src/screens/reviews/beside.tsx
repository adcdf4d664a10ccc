// A user of the directory and a customer of the store side by side, with what differs marked.
import { useTranslation } from 'react-i18next';
import { Address } from '../../parts/address.tsx';
import { MoreRows } from './more-rows.tsx';
import type { Review } from './review-card.tsx';

const COMPARED = ['firstName', 'lastName', 'email', 'phone'] as const;

interface BesideProps {
  readonly user: Review['user'];
  readonly customer: Review['customer'];
}

export function Beside({ user, customer }: BesideProps) {
  const { t } = useTranslation('reviews');
  const there = directoryOf(user);
  return (
    <table className="beside">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('directory')}</th>
          <th scope="col">{t('store')}</th>
        </tr>
      </thead>
      <tbody>
        {COMPARED.map((field) => {
          const here = customer?.fields[field];
          const differs = customer !== null && !isSame(field, there[field], here);
          return (
            <tr key={field} className={differs ? 'differs' : ''}>
              <th scope="row">
                <s-text color="subdued">{t(`field.${field}`)}</s-text>{' '}
                {differs && <s-badge tone="warning">{t('differs')}</s-badge>}
              </th>
              <td>
                <Address of={there[field] ?? '–'} />
              </td>
              <td>
                <Address of={here || '–'} />
              </td>
            </tr>
          );
        })}
        {customer !== null && (
          <>
            <tr>
              <th scope="row">
                <s-text color="subdued">{t('field.verified')}</s-text>
              </th>
              <td>–</td>
              <td>{t(customer.verifiedEmail ? 'yes' : 'no')}</td>
            </tr>
            <MoreRows user={user} customer={customer} />
          </>
        )}
      </tbody>
    </table>
  );
}

type Compared = Partial<Record<(typeof COMPARED)[number], string>>;

function directoryOf(user: Review['user']): Compared {
  const name = (user.name ?? {}) as Record<string, unknown>;
  return {
    ...textAs('firstName', name.givenName),
    ...textAs('lastName', name.familyName),
    ...textAs(
      'email',
      chosen(user.emails) ?? (String(user.userName).includes('@') ? user.userName : undefined),
    ),
    ...textAs('phone', chosen(user.phoneNumbers)),
  };
}

function textAs(field: keyof Compared, value: unknown): Compared {
  return typeof value === 'string' && value !== '' ? { [field]: value } : {};
}

/** As the sync chooses among several: the one for work, else the primary one, else the first. */
function chosen(values: unknown): unknown {
  if (!Array.isArray(values)) return undefined;
  const all = values as readonly { value?: unknown; type?: unknown; primary?: unknown }[];
  const work = all.filter(({ type }) => String(type).toLowerCase() === 'work');
  const isPrimary = ({ primary }: { primary?: unknown }) => primary === true;
  return (work.find(isPrimary) ?? work[0] ?? all.find(isPrimary) ?? all[0])?.value;
}

/** In the forms of either side: an address in any case, a number with any blanks. */
function isSame(field: keyof Compared, there = '', here = ''): boolean {
  if (field === 'email') return there.toLowerCase() === here.toLowerCase();
  if (field === 'phone') return there.replace(/[^+\d]/g, '') === here.replace(/[^+\d]/g, '');
  return there === here;
}

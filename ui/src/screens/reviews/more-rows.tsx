// What else tells whether it is the same person: tags, addresses, consents, companies and metafields of the customer.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Review } from './review-card.tsx';

type Customer = NonNullable<Review['customer']>;

interface MoreRowsProps {
  readonly user: Review['user'];
  readonly customer: Customer;
}

export function MoreRows({ user, customer }: MoreRowsProps) {
  const { t } = useTranslation('reviews');
  const { tags, addresses, companies, consents, metafields } = customer;
  const sayConsent = (consent: Customer['consents']['email']) =>
    t(consent !== null && CONSENTED.includes(consent.state) ? 'consent.given' : 'consent.none');
  return (
    <>
      <Row name={t('field.tags')} there={[]} here={tags.length === 0 ? [] : [tags.join(', ')]} />
      <Row
        name={t('field.addresses')}
        there={addressesOf(user)}
        here={addresses.map(({ address }) => sayAddress(address))}
      />
      <Row
        name={t('field.consents')}
        there={[]}
        here={[
          `${t('consent.email')}: ${sayConsent(consents.email)}`,
          `${t('consent.sms')}: ${sayConsent(consents.sms)}`,
        ]}
      />
      <Row
        name={t('field.companies')}
        there={[]}
        here={companies === null ? [t('companiesDenied')] : companies.map(sayCompany)}
      />
      <Row
        name={t('field.metafields')}
        there={[]}
        here={Object.entries(metafields).map(([key, value]) => `${key} = ${value}`)}
      />
    </>
  );
}

/** As Shopify calls a consent that there is, or that waits for its confirmation. */
const CONSENTED: readonly string[] = ['SUBSCRIBED', 'PENDING'];

interface RowProps {
  readonly name: string;
  readonly there: readonly string[];
  readonly here: readonly string[];
}

/** Nothing, where there is nothing on either side. */
function Row({ name, there, here }: RowProps) {
  if (there.length === 0 && here.length === 0) return null;
  return (
    <tr>
      <th scope="row">
        <s-text color="subdued">{name}</s-text>
      </th>
      <td>{lines(there)}</td>
      <td>{lines(here)}</td>
    </tr>
  );
}

function lines(texts: readonly string[]): ReactNode {
  return texts.length === 0 ? '–' : texts.map((text) => <div key={text}>{text}</div>);
}

/** Codes stand beside names that Shopify made of them. */
function sayAddress(address: Readonly<Record<string, string>>): string {
  return Object.entries(address)
    .filter(([part]) => !(part.endsWith('Code') && address[part.slice(0, -'Code'.length)] !== undefined))
    .map(([, value]) => value)
    .join(', ');
}

function sayCompany({ name, roles }: NonNullable<Customer['companies']>[number]): string {
  const places = roles.map(({ location, role }) => `${role} · ${location}`).join(', ');
  return places === '' ? name : `${name} (${places})`;
}

function addressesOf({ addresses }: Review['user']): string[] {
  if (!Array.isArray(addresses)) return [];
  return (addresses as readonly Readonly<Record<string, unknown>>[])
    .map(({ streetAddress, postalCode, locality, region, country }) =>
      [streetAddress, postalCode, locality, region, country]
        .filter((part) => typeof part === 'string')
        .join(', '),
    )
    .filter((text) => text !== '');
}

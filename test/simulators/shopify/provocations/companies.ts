// Requests about companies that a real store was seen to refuse.
import type { Json, Store } from '../harness.ts';
import { long, nobody, type Provocation } from './provocation.ts';

const nowhere = (type: string) => `gid://shopify/${type}/999999999999999`;
const place = { address1: '1 Main St', city: 'Ottawa', countryCode: 'CA', zoneCode: 'ON', zip: 'K1A 0B1' };

type Scene = {
  company: string;
  other: string;
  location: string;
  role: string;
  /** Has a role at the location. */
  contact: string;
  assignment: string;
  ordering: string;
  stranger: string;
  customer: string;
  nameless: string;
};

async function setScene(store: Store): Promise<Scene> {
  const create = async (name: string, externalId: string) => {
    const input = { company: { name, externalId } };
    return (await store.mutate('companyCreate', { input })).company as Json;
  };
  const company = await create('Acme', 'acme-1');
  const other = await create('Other', 'other-1');
  const assign = async (companyId: string, customerId: string) =>
    (await store.mutate('companyAssignCustomerAsContact', { companyId, customerId })).companyContact
      .id as string;
  const customer = await store.createCustomer({ email: 'ann@example.com', phone: '+12065550109' });
  const orderer = await store.createCustomer({ email: 'bo@example.com' });
  const contact = await assign(company.id, customer);
  const ordering = await assign(company.id, orderer);
  const stranger = await assign(other.id, await store.createCustomer({ email: 'cy@example.com' }));
  await store.post('/_sim/orders', { customerId: orderer, companyId: company.id });
  await store.mutate('companyLocationCreate', {
    companyId: company.id,
    input: { name: 'Ulm', externalId: 'ulm-1' },
  });
  const location = company.locations.nodes[0].id as string;
  const role = company.contactRoles.nodes[0].id as string;
  const { companyContactRoleAssignment } = await store.mutate('companyContactAssignRole', {
    companyContactId: contact,
    companyContactRoleId: role,
    companyLocationId: location,
  });
  return {
    company: company.id,
    other: other.id,
    location,
    role,
    contact,
    assignment: companyContactRoleAssignment.id,
    ordering,
    stranger,
    customer,
    nameless: await store.createCustomer({ firstName: 'Di' }),
  };
}

const badExternalIds = ['acme-1', 'a b', 'x'.repeat(65)];

function provokeCompanies({ company, other }: Scene): Provocation[] {
  const creations: Record<string, unknown>[] = [
    ...badExternalIds.map((externalId) => ({ company: { name: 'x', externalId } })),
    { company: { name: '' } },
    { company: { name: long } },
    { company: { name: 'x', note: 'x'.repeat(5001) } },
    { company: { name: 'x' }, companyContact: { email: 'nope' } },
    { company: { name: 'x' }, companyContact: { firstName: 'x' } },
    ...[
      { billingSameAsShipping: true, billingAddress: place },
      { phone: '12' },
      { shippingAddress: { ...place, countryCode: 'ZZ' } },
      { shippingAddress: { address1: '1 Main St' } },
      { taxExempt: null },
    ].map((companyLocation) => ({ company: { name: 'x' }, companyLocation })),
  ];
  const updates = [
    ...badExternalIds.map((externalId) => ({ externalId })),
    { customerSince: '2026-01-01T00:00:00Z' },
    { name: '' },
    { note: 'x'.repeat(5001) },
    {},
  ];
  return [
    ...creations.map((input): Provocation => ['companyCreate', { input }]),
    ...updates.map((input): Provocation => ['companyUpdate', { companyId: other, input }]),
    ['companyUpdate', { companyId: nowhere('Company'), input: { name: 'x' } }],
    ['companyDelete', { id: nowhere('Company') }],
    ['companyDelete', { id: company }],
  ];
}

function provokeLocations({ company }: Scene): Provocation[] {
  const inputs = [
    ...['ulm-1', 'a b', 'x'.repeat(65)].map((externalId) => ({ externalId })),
    { name: long },
    { name: 'x', note: 'x'.repeat(5001) },
    { name: 'x', phone: '12' },
    { name: 'x', taxExempt: null },
    ...[
      { address1: '<b>x</b>' },
      { countryCode: 'ZZ' },
      { firstName: '<b>x</b>' },
      { lastName: '<b>x</b>' },
      { zip: '<b>x</b>' },
      { zoneCode: 'XX' },
    ].map((change) => ({ name: 'x', shippingAddress: { ...place, ...change } })),
    ...[{ address2: '<b>x</b>' }, { city: '<b>x</b>' }, { recipient: '<b>x</b>' }].map((change) => ({
      name: 'x',
      billingAddress: { ...place, ...change },
    })),
    { name: 'x', billingSameAsShipping: true, billingAddress: place },
    { name: 'x', shippingAddress: { address1: 'x' } },
    {},
  ];
  return [
    ...inputs.map((input): Provocation => ['companyLocationCreate', { companyId: company, input }]),
    ['companyLocationDelete', { companyLocationId: nowhere('CompanyLocation') }],
  ];
}

function provokeContacts({ company, other, customer, nameless, ordering, contact }: Scene): Provocation[] {
  const inputs = [
    { email: 'ann@example.com' },
    { email: 'nope' },
    { email: 'new@example.com', locale: 'nope' },
    { email: 'new@example.com', phone: '12' },
    { email: 'new@example.com', phone: '+12065550109' },
    { email: 'new@example.com', firstName: '<b>x</b>' },
    { title: 'x' },
    {},
  ];
  return [
    ...inputs.map((input): Provocation => ['companyContactCreate', { companyId: company, input }]),
    ['companyContactCreate', { companyId: nowhere('Company'), input: { email: 'new@example.com' } }],
    ['companyAssignCustomerAsContact', { companyId: nowhere('Company'), customerId: customer }],
    ['companyAssignCustomerAsContact', { companyId: company, customerId: nobody }],
    ['companyAssignCustomerAsContact', { companyId: company, customerId: customer }],
    ['companyAssignCustomerAsContact', { companyId: company, customerId: nameless }],
    ['companyAssignMainContact', { companyId: other, companyContactId: contact }],
    ['companyContactDelete', { companyContactId: ordering }],
  ];
}

function provokeRoles({ contact, location, role, stranger }: Scene): Provocation[] {
  const wish = { companyContactRoleId: role, companyLocationId: location };
  const noRole = { ...wish, companyContactRoleId: nowhere('CompanyContactRole') };
  const noLocation = { ...wish, companyLocationId: nowhere('CompanyLocation') };
  const noAssignment = nowhere('CompanyContactRoleAssignment');
  return [
    ...[wish, noRole, noLocation].map(
      (each): Provocation => ['companyContactAssignRole', { companyContactId: contact, ...each }],
    ),
    ['companyContactAssignRoles', { companyContactId: contact, rolesToAssign: [wish, noRole, noLocation] }],
    ['companyContactRevokeRole', { companyContactId: contact, companyContactRoleAssignmentId: noAssignment }],
    ['companyContactRevokeRoles', { companyContactId: contact, roleAssignmentIds: [noAssignment] }],
    ['companyContactRevokeRoles', { companyContactId: stranger }],
  ];
}

export async function provokeB2b(store: Store): Promise<Provocation[]> {
  const scene = await setScene(store);
  return [provokeCompanies, provokeLocations, provokeContacts, provokeRoles].flatMap((provoke) =>
    provoke(scene),
  );
}

// The mutations that add, change, remove and prefer a customer's addresses.
import { type AddressInput, applyAddressInput, isBlankAddress, sameAddress } from '../rules/addresses.ts';
import { newAddress, withAddresses } from '../rules/customer-input.ts';
import { prefixErrors, type UserError } from '../rules/user-errors.ts';
import type { AddressRecord, CustomerRecord } from '../state/records.ts';
import { type Context, findCustomer, parseId, type Resolvers } from './context.ts';

type Arguments = {
  customerId: string;
  addressId: string;
  address: AddressInput;
  setAsDefault?: boolean | null;
};

const noCustomer: UserError = { field: ['customerId'], message: 'Customer does not exist' };
const noAddress: UserError = { field: ['addressId'], message: 'Address does not exist' };

function findAddress({ addresses }: CustomerRecord, id: string): AddressRecord | undefined {
  const number = parseId('MailingAddress', id);
  return addresses.find((address) => parseId('MailingAddress', address.id) === number);
}

function save(
  customer: CustomerRecord,
  addresses: readonly AddressRecord[],
  preferred: string | null,
  context: Context,
) {
  const changed = withAddresses({ ...customer, defaultAddressId: preferred }, addresses);
  const written = { ...changed, updatedAt: context.clock.now() };
  context.store.putCustomer(written);
  return written;
}

function findAddressFault(
  customer: CustomerRecord,
  address: AddressRecord,
  faults: UserError[],
): UserError[] {
  if (faults.length > 0) return prefixErrors(faults, 'address');
  if (isBlankAddress(address)) {
    return [{ field: ['address'], message: 'Customer address cannot be blank.' }];
  }
  const twin = customer.addresses.some((other) => other.id !== address.id && sameAddress(other, address));
  return twin ? [{ field: ['address'], message: 'Address already exists' }] : [];
}

function createAddress({ customerId, address: input, setAsDefault }: Arguments, context: Context) {
  const customer = findCustomer(context.store, customerId);
  if (!customer) return { address: null, userErrors: [noCustomer] };
  const { fields, errors } = applyAddressInput(input);
  const address = newAddress(customer, fields, context.store);
  const userErrors = findAddressFault(customer, address, errors);
  if (userErrors.length > 0) return { address: null, userErrors };
  const preferred = setAsDefault ? address.id : customer.defaultAddressId;
  save(customer, [...customer.addresses, address], preferred, context);
  return { address, userErrors: [] };
}

function updateAddress({ customerId, addressId, address: input, setAsDefault }: Arguments, context: Context) {
  const customer = findCustomer(context.store, customerId);
  if (!customer) return { address: null, userErrors: [noCustomer] };
  const existing = findAddress(customer, addressId);
  if (!existing) return { address: null, userErrors: [noAddress] };
  if (input.id && parseId('MailingAddress', input.id) !== parseId('MailingAddress', existing.id)) {
    const message = 'The id of the address does not match the id in the input';
    return { address: null, userErrors: [{ field: ['addressId'], message }] };
  }
  const { fields, errors } = applyAddressInput(input, existing);
  const address = { ...existing, ...fields };
  const userErrors = findAddressFault(customer, address, errors);
  if (userErrors.length > 0) return { address: null, userErrors };
  const addresses = customer.addresses.map((other) => (other.id === existing.id ? address : other));
  save(customer, addresses, setAsDefault ? address.id : customer.defaultAddressId, context);
  return { address, userErrors: [] };
}

function deleteAddress({ customerId, addressId }: Arguments, context: Context) {
  const customer = findCustomer(context.store, customerId);
  if (!customer) return { deletedAddressId: null, userErrors: [noCustomer] };
  const existing = findAddress(customer, addressId);
  if (!existing) return { deletedAddressId: null, userErrors: [noAddress] };
  const addresses = customer.addresses.filter(({ id }) => id !== existing.id);
  save(customer, addresses, customer.defaultAddressId, context);
  return { deletedAddressId: existing.id, userErrors: [] };
}

function updateDefaultAddress({ customerId, addressId }: Arguments, context: Context) {
  const customer = findCustomer(context.store, customerId);
  if (!customer) return { customer: null, userErrors: [noCustomer] };
  const existing = findAddress(customer, addressId);
  if (!existing) return { customer: null, userErrors: [noAddress] };
  return { customer: save(customer, customer.addresses, existing.id, context), userErrors: [] };
}

export const addressResolvers: Resolvers = {
  Mutation: {
    customerAddressCreate: (_root: unknown, args: Arguments, context: Context) =>
      createAddress(args, context),
    customerAddressUpdate: (_root: unknown, args: Arguments, context: Context) =>
      updateAddress(args, context),
    customerAddressDelete: (_root: unknown, args: Arguments, context: Context) =>
      deleteAddress(args, context),
    customerUpdateDefaultAddress: (_root: unknown, args: Arguments, context: Context) =>
      updateDefaultAddress(args, context),
  },
};

// customerSendAccountInviteEmail, which works only where the shop still has classic accounts.
import { type Context, findCustomer, type Resolvers } from '../resolvers/context.ts';
import { checkEmail } from '../rules/contact.ts';
import type { UserError } from '../rules/user-errors.ts';

type EmailInput = {
  bcc?: string[] | null;
  from?: string | null;
  subject?: string | null;
  to?: string | null;
};

type Arguments = { customerId: string; email?: EmailInput | null };

const isAddress = (text: string) => checkEmail(text).length === 0;

function checkInput({ bcc, from, subject, to }: EmailInput, shopAddress: string): UserError[] {
  const errors: UserError[] = [];
  const refuse = (field: string, message: string) =>
    errors.push({ field: ['email', field], message, code: 'INVALID' });
  if (subject === '') refuse('subject', "Subject can't be blank");
  if (to != null && !isAddress(to)) refuse('to', 'To is invalid');
  // The sender must be one of the shop's own addresses, and so must be whoever gets a blind copy.
  if (from != null && from !== shopAddress) refuse('from', 'From Sender is invalid');
  const strangers = (bcc ?? []).filter((address) => address !== shopAddress);
  if (strangers.length > 0) {
    refuse('bcc', `Bcc ${strangers.map((each) => `${each} is not a valid bcc address`).join(' and ')}`);
  }
  return errors;
}

function invite({ customerId, email }: Arguments, { store, shop, settings, clock }: Context) {
  const refuse = (userErrors: UserError[]) => ({ customer: null, userErrors });
  const customer = findCustomer(store, customerId);
  if (!customer) return refuse([{ field: ['customerId'], message: "Customer can't be found", code: null }]);
  const errors = checkInput(email ?? {}, `owner@${settings.shop}`);
  if (errors.length > 0) return refuse(errors);
  if (shop.customerAccounts !== 'CLASSIC' || !customer.email || customer.state === 'ENABLED') {
    const message = 'Error sending account invite to customer.';
    return refuse([{ field: ['customerId'], message, code: 'INVALID' }]);
  }
  const invited = { ...customer, state: 'INVITED' as const, updatedAt: clock.now() };
  store.putCustomer(invited);
  return { customer: invited, userErrors: [] };
}

export const invitationResolvers: Resolvers = {
  Mutation: {
    customerSendAccountInviteEmail: (_root: unknown, args: Arguments, context: Context) =>
      invite(args, context),
  },
};

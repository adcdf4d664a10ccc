// A customer's fields and address: by the connection's templates where it has them, else by what the user says.
import { say } from '../../notices/notices.ts';
import { chooseEmail, type JsonObject } from '../../protocol/index.ts';
import {
  type AddressTexts,
  type Converted,
  chooseAddress,
  chooseLocale,
  chooseName,
  choosePhone,
  toAddress,
  toLocale,
  toPhone,
} from '../contact.ts';
import { emailKeyOf } from '../email-key.ts';
import type { Address, MappingSettings, Profile } from '../ports.ts';
import { elementsOf, textOf, withValues } from '../values.ts';
import type { Renderer } from './renderer.ts';

/** Shopify's limit. */
const MAX_NOTE = 5_000;

export interface MappedFields {
  readonly values: Profile;
  readonly emailFromUserName: boolean;
  readonly warnings: readonly string[];
}

export function mapFields(
  user: JsonObject,
  { fields }: MappingSettings,
  renderer: Renderer,
  countries: readonly (string | undefined)[],
): MappedFields {
  /** The field's template, or null where it is off; undefined leaves it to the user. */
  const templated = (name: keyof typeof fields) => {
    const template = fields[name];
    return template == null ? template : (renderer.render(template, { field: name })?.text ?? '');
  };
  const given = (name: 'firstName' | 'lastName', usual: string | undefined) => {
    const text = templated(name);
    return text === undefined ? usual : textOf(text ?? undefined);
  };
  const email = chooseMappedEmail(user, templated('email') ?? undefined);
  const name = chooseName(user);
  const phone = convert(
    templated('phone'),
    () => choosePhone(user, countries),
    (text) => toPhone(text, countries, say('phone_unsound')),
  );
  const locale = convert(
    templated('locale'),
    () => chooseLocale(user),
    (text) => toLocale(text, 'locale'),
  );
  const note = convert(templated('note'), () => ({}), toNote);
  const warnings = [phone.warning, locale.warning, note.warning];
  return {
    values: withValues({
      email: email?.value,
      firstName: given('firstName', name.firstName),
      lastName: given('lastName', name.lastName),
      phone: phone.value,
      locale: locale.value,
      note: note.value,
    }),
    emailFromUserName: email?.fromUserName ?? false,
    warnings: warnings.filter((warning) => warning !== undefined),
  };
}

/** Undefined text leaves a value to the user; null, and a text of nothing, is none. */
function convert(
  text: string | null | undefined,
  usual: () => Converted<string>,
  read: (text: string) => Converted<string>,
): Converted<string> {
  if (text === undefined) return usual();
  return text === null || text.trim() === '' ? {} : read(text.trim());
}

/** Shopify strips white space even inside an address. */
function chooseMappedEmail(
  user: JsonObject,
  text: string | undefined,
): { value: string; fromUserName: boolean } | undefined {
  const usual = chooseEmail(user);
  const value = (text ?? usual?.value)?.replace(/\s+/g, '');
  if (!value) return undefined;
  if (text === undefined) return { value, fromUserName: usual?.source === 'userName' };
  // However it is worded, an address that no e-mail attribute holds may be the userName's alone.
  const isGiven = elementsOf(user.emails).some(
    (email) => typeof email.value === 'string' && emailKeyOf(email.value) === emailKeyOf(value),
  );
  return { value, fromUserName: !isGiven };
}

function toNote(text: string): Converted<string> {
  if (text.length <= MAX_NOTE) return { value: text };
  return {
    value: text.slice(0, MAX_NOTE).trimEnd(),
    warning: say('note_cut', { limit: MAX_NOTE }),
  };
}

const PARTS = ['address1', 'address2', 'city', 'zip', 'province', 'country'] as const;

export function mapAddress(
  user: JsonObject,
  { address }: MappingSettings,
  renderer: Renderer,
): Converted<Address> {
  if (address === null) return {};
  const usual = chooseAddress(user);
  if (address === undefined) return toAddress(usual);
  const texts: AddressTexts = {};
  for (const part of PARTS) {
    const template = address[part];
    if (template === undefined) texts[part] = usual[part];
    else if (template !== null)
      texts[part] = textOf(renderer.render(template, { field: `address.${part}` })?.text);
  }
  return toAddress(texts);
}

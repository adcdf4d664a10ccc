// Chooses the e-mail address by which a user is known.
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.ts';

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** An address and where it came from; one that is only a userName deserves less trust. */
interface ChosenEmail {
  readonly value: string;
  readonly source: 'work' | 'primary' | 'first' | 'userName';
}

/**
 * The work e-mail (the primary one if there are several), else the primary, else the first, else a userName that is an
 * address; undefined when there is none of these.
 *
 * @param user a User in stored form.
 */
export function chooseEmail(user: JsonObject): ChosenEmail | undefined {
  const emails = (isJsonArray(user.emails) ? user.emails : []).filter(hasValue);
  const work = emails.filter(
    (email) => typeof email.type === 'string' && email.type.toLowerCase() === 'work',
  );
  const isPrimary = (email: JsonObject) => email.primary === true;
  const choices = [
    { source: 'work', email: work.find(isPrimary) ?? work[0] },
    { source: 'primary', email: emails.find(isPrimary) },
    { source: 'first', email: emails[0] },
  ] as const;
  for (const { source, email } of choices) if (email !== undefined) return { value: email.value, source };
  const { userName } = user;
  return typeof userName === 'string' && ADDRESS.test(userName)
    ? { value: userName, source: 'userName' }
    : undefined;
}

function hasValue(item: JsonValue): item is JsonObject & { readonly value: string } {
  return isJsonObject(item) && typeof item.value === 'string';
}

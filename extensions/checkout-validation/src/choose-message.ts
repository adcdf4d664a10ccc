// What a refused buyer reads: the merchant's words in the buyer's language, or the nearest there is.
import { DEFAULT_MESSAGES } from './default-messages.ts';

/** Texts by language, as `messagesOf` folds it. */
type Messages = ReadonlyMap<string, string>;

/**
 * Chooses by `configuration`, the validation's metafield, in this order: the merchant's text in the buyer's
 * language, the merchant's text in the merchant's default language, ours in the buyer's language, ours in English.
 *
 * @example chooseMessage({ messages: { de: 'Gesperrt.' } }, 'DE') // 'Gesperrt.'
 * @param configuration `{ messages?: { [language]: text }, defaultLanguage?: language }`; what is not of this
 *   form is passed over.
 * @param isoCode Shopify's `LanguageCode`.
 */
export function chooseMessage(configuration: unknown, isoCode: string): string {
  const { messages, defaultLanguage } = isRecord(configuration) ? configuration : {};
  const ours = messagesOf(DEFAULT_MESSAGES);
  const theirs = messagesOf(isRecord(messages) ? messages : {});
  return (
    findMessage(theirs, isoCode) ??
    (typeof defaultLanguage === 'string' ? findMessage(theirs, defaultLanguage) : undefined) ??
    findMessage(ours, isoCode) ??
    DEFAULT_MESSAGES.en
  );
}

/** An empty text is none. */
function messagesOf(texts: Readonly<Record<string, unknown>>): Messages {
  const messages = new Map<string, string>();
  for (const [language, text] of Object.entries(texts)) {
    if (typeof text === 'string' && text.trim() !== '') messages.set(foldLanguage(language), text.trim());
  }
  return messages;
}

/** Finds `pt-BR` for itself, else `pt`, else any other `pt-…`. */
function findMessage(messages: Messages, language: string): string | undefined {
  const tag = foldLanguage(language);
  const base = baseOf(tag);
  return (
    messages.get(tag) ??
    messages.get(base) ??
    [...messages].find(([candidate]) => baseOf(candidate) === base)?.[1]
  );
}

/** Shopify writes `PT_BR` in a Function and `pt-BR` everywhere else. */
const foldLanguage = (language: string): string => language.replace('_', '-').toLowerCase();

const baseOf = (tag: string): string => tag.split('-', 1)[0] ?? tag;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

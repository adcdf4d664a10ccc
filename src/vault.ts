// Keeps secrets that must be read again, such as Shopify's tokens, encrypted at rest: AES-256-GCM, the key known by its id.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface EncryptionKey {
  /** Letters, digits, `-` and `_`: it stands before each text that was encrypted with the key. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** What a secret belongs to: under another shop or purpose it does not open. */
export interface Belonging {
  readonly shop: string;
  /** Such as `installations.access_token`. */
  readonly purpose: string;
}

export interface Vault {
  /** Encrypts under the first key; the same text never gives the same twice. */
  seal(text: string, belonging: Belonging): string;
  /** @throws VaultError if the key is not there, or the text was not sealed for this belonging */
  open(sealed: string, belonging: Belonging): string;
  /** Whether what is sealed is under the first key, as it would be if it were written now. */
  isCurrent(sealed: string): boolean;
  /** The ids of the keys, the one that encrypts first. */
  readonly keyIds: readonly string[];
}

/** A sealed text that cannot be opened. */
export class VaultError extends Error {
  readonly code: 'unknown_encryption_key' | 'sealed_text_damaged';
  constructor(code: VaultError['code'], message: string) {
    super(message);
    this.name = 'VaultError';
    this.code = code;
  }
}

const CIPHER = 'aes-256-gcm';
const FORMAT = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param keys the first one encrypts, all of them decrypt */
export function createVault(keys: readonly EncryptionKey[]): Vault {
  const [first] = keys;
  if (first === undefined) throw new TypeError('A vault needs a key.');
  const keyOf = new Map(keys.map(({ id, key }) => [id, key]));

  return {
    seal(text, belonging) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, first.key, iv).setAAD(boundTo(belonging, first.id));
      const encrypted = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [FORMAT, first.id, encrypted.toString('base64url')].join('.');
    },

    open(sealed, belonging) {
      const id = keyIdOf(sealed);
      const key = id === undefined ? undefined : keyOf.get(id);
      if (id === undefined || key === undefined) {
        throw new VaultError(
          'unknown_encryption_key',
          id === undefined
            ? 'A stored secret is not of a form that this version reads.'
            : `A stored secret is encrypted with the key "${id}", which is not there. Add that key to ROLLCALL_ENCRYPTION_KEYS again.`,
        );
      }
      const bytes = Buffer.from(sealed.slice(sealed.lastIndexOf('.') + 1), 'base64url');
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(boundTo(belonging, id))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8');
        return text + decipher.final('utf8');
      } catch {
        throw new VaultError(
          'sealed_text_damaged',
          `A stored secret does not open with the key "${id}": the key is another one of that id, or the row was changed.`,
        );
      }
    },

    isCurrent: (sealed) => keyIdOf(sealed) === first.id,
    keyIds: keys.map(({ id }) => id),
  };
}

/** The id of the key under which a text is sealed; undefined if it is not sealed. */
export function keyIdOf(sealed: string): string | undefined {
  const [format, id, text, ...rest] = sealed.split('.');
  return format === FORMAT && id !== undefined && text !== undefined && rest.length === 0 ? id : undefined;
}

/** No part holds a line break, so that no two belongings make one text. */
function boundTo({ shop, purpose }: Belonging, keyId: string): Buffer {
  return Buffer.from([FORMAT, keyId, shop, purpose].join('\n'));
}

// What of a payload is kept for a person to read: no secrets, nothing that is large and says nothing.

const SECRET = /passw|secret|token|credential|api-?key|authorization|certificate|private-?key/i;
/** Values that open something, under whatever name they come. */
const SECRET_VALUE = /^(bearer |basic |rollcall_|shp[a-z]{2}_|eyJ[\w-]+\.)/i;
const MAX_STRING = 256;
const MAX_ITEMS = 50;
const MAX_DEPTH = 8;

/**
 * @example redact({ userName: 'ann', password: 'x' }) // { userName: 'ann', password: '[redacted]' }
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[left out: too deep]';
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
    return value.length > MAX_ITEMS ? [...kept, `[and ${value.length - MAX_ITEMS} more]`] : kept;
  }
  const kept: Record<string, unknown> = {};
  // A PATCH names in `path` what its `value` is of.
  const { path } = value as { path?: unknown };
  const isSecretPath = typeof path === 'string' && SECRET.test(path);
  for (const key in value) {
    const isSecret = SECRET.test(key) || (isSecretPath && key.toLowerCase() === 'value');
    kept[key] = isSecret ? '[redacted]' : redact((value as Record<string, unknown>)[key], depth + 1);
  }
  return kept;
}

function redactText(text: string): string {
  if (SECRET_VALUE.test(text)) return '[redacted]';
  return text.length > MAX_STRING ? `[left out: ${text.length} characters]` : text;
}

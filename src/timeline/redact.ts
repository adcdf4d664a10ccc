// What of a payload is kept for a person to read: no secrets, nothing that is large and says nothing.

/** By its name; how long tokens last, and which of them is meant, are no secrets. */
const SECRET =
  /passw|secret|token(?!Id|Minutes|Days)|credential|api-?key|authorization|certificate|private-?key/i;
/** Values that open something, under whatever name they come. */
const SECRET_VALUE = /^(bearer |basic |rollcall_|shp[a-z]{2}_|whsec_|eyJ[\w-]+\.)/i;

/** What is larger is named by its size: UTF-16 units of a string, items of a list, levels of a document. */
export interface RedactLimits {
  readonly string: number;
  readonly items: number;
  readonly depth: number;
}

const LIMITS: RedactLimits = { string: 256, items: 50, depth: 8 };

/**
 * @example redact({ userName: 'ann', password: 'x' }) // { userName: 'ann', password: '[redacted]' }
 */
export function redact(value: unknown, limits = LIMITS, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value, limits);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === limits.depth) return '[left out: too deep]';
  if (Array.isArray(value)) {
    const kept = value.slice(0, limits.items).map((item) => redact(item, limits, depth + 1));
    return value.length > limits.items ? [...kept, `[and ${value.length - limits.items} more]`] : kept;
  }
  const kept: Record<string, unknown> = {};
  // A PATCH names in `path` what its `value` is of.
  const { path } = value as { path?: unknown };
  const isSecretPath = typeof path === 'string' && SECRET.test(path);
  for (const key in value) {
    const isSecret = SECRET.test(key) || (isSecretPath && key.toLowerCase() === 'value');
    kept[key] = isSecret ? '[redacted]' : redact((value as Record<string, unknown>)[key], limits, depth + 1);
  }
  return kept;
}

function redactText(text: string, limits: RedactLimits): string {
  if (SECRET_VALUE.test(text)) return '[redacted]';
  return text.length > limits.string ? `[left out: ${text.length} characters]` : text;
}

// Metafield namespaces: $app stands for the calling app's own, and other apps' are closed to it.

/** The number of the simulated app; it appears in the resolved form of $app. */
const appNumber = 250_000_001;
const ownNamespace = `app--${appNumber}`;

/** $app (or none) → app--N, $app:x → app--N--x; anything else stays. */
export function resolveNamespace(namespace: string | null | undefined): string {
  if (!namespace || namespace === '$app') return ownNamespace;
  return namespace.startsWith('$app:') ? `${ownNamespace}--${namespace.slice(5)}` : namespace;
}

/** Whether the namespace belongs to the calling app. */
export function isOwnNamespace(namespace: string): boolean {
  return namespace === ownNamespace || namespace.startsWith(`${ownNamespace}--`);
}

/** Whether the namespace belongs to another app, which the caller may neither read nor write. */
export function isForeignNamespace(namespace: string): boolean {
  return /^app--\d+(--|$)/.test(namespace) && !isOwnNamespace(namespace);
}

/** The bare key in the app's own namespace, else namespace.key. */
export function shortKey(namespace: string, key: string): string {
  return namespace === ownNamespace ? key : `${namespace}.${key}`;
}

/** The reverse of shortKey. */
export function splitShortKey(name: string): { namespace: string; key: string } {
  const dot = name.lastIndexOf('.');
  return dot < 0
    ? { namespace: ownNamespace, key: name }
    : { namespace: name.slice(0, dot), key: name.slice(dot + 1) };
}

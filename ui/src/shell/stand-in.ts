// Where Shopify's CDN is not to be reached, the local runtime stands in for App Bridge, the elements, or both.

/** Shopify's script has run by then; it may define its elements a little later. */
const PATIENCE_MS = 5_000;

/** Resolves once there are elements and a bridge. @returns whether the bridge is ours, and the admin shows no navigation */
export async function standIn(): Promise<boolean> {
  // App Bridge is there at once or not at all, as its script is run before this one.
  const hasBridge = 'shopify' in window;
  if (hasBridge && (await areDefined('s-page'))) return false;
  await import('../../runtime/runtime.ts');
  return !hasBridge;
}

function areDefined(tag: string): Promise<boolean> {
  return Promise.race([
    customElements.whenDefined(tag).then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS)),
  ]);
}

// What is chosen for the screens of an installation.
export interface ScreensOptions {
  /** Whose elements and bridge the screens use: Shopify's from its CDN, or our own. */
  readonly runtime: 'shopify' | 'local';
  /** The app's client id at Shopify; empty where it logs in by a token alone. */
  readonly apiKey: string;
  /** The origin of a simulated admin, which may frame the screens as well. */
  readonly simulatedAdmin: string | undefined;
}

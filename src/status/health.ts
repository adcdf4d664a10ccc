// How a connection fares: who is in and who is out, how busy it has been, and how soon leavers lost what they had.

export interface HealthScope {
  readonly shop: string;
  readonly connection: string;
}

export interface Health {
  readonly activeUsers: number;
  readonly inactiveUsers: number;
  /** How long each leaving of the period took from the directory's word to Shopify's proof, in milliseconds. */
  readonly leavings: readonly number[];
  /** SCIM calls by day since the epoch, UTC; a day without any is left out. */
  readonly calls: readonly { readonly day: number; readonly calls: number }[];
  /** JSON text: the trouble that stops the whole shop. */
  readonly alert: string | null;
}

export interface HealthStore {
  /** @param firstDay since the epoch, UTC: the period begins with it */
  read(scope: HealthScope, firstDay: number): Promise<Health>;
}

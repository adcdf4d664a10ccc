// What the certificates of leavers need of a store (RULES 20).

export interface Certificate {
  readonly id: string;
  readonly connection: string;
  readonly userId: string;
  readonly kind: 'deactivated' | 'deleted';
  readonly version: number | null;
  readonly since: number;
  readonly customerId: string | null;
  readonly outcome: 'deactivated' | 'deleted' | 'tombstone' | 'kept_blocked' | 'handed_back';
  readonly isComplete: boolean;
  readonly provenAt: number;
  readonly requestId: string | null;
  readonly accountState: string | null;
  readonly rungs: readonly {
    readonly rung: 'company' | 'block' | 'tags' | 'consent';
    readonly state: 'done' | 'off' | 'not_so' | 'handed_back';
  }[];
  readonly stillPossible: readonly StillPossible[];
  readonly digests: Readonly<Record<'userName' | 'email', string | null>>;
  /** Null once it is erased (RULES 28). */
  readonly person: Readonly<Record<'userName' | 'email', string | null>> | null;
}

export type StillPossible =
  | 'guest_checkout'
  | 'log_in'
  | 'order_for_company'
  | 'buy'
  | 'buy_without_checkout_rule'
  | 'marketing'
  | 'accept_invitation'
  | 'register_anew';

export interface CertificateStore {
  /** Of one user, the last leaving first. */
  ofUser(shop: string, connection: string, userId: string): Promise<Certificate[]>;
}

// What whoever looks at the certificates of leavers needs of a store (RULES 20): types only.
import type { Certificate } from '../sync/ports.ts';

/** A certificate as it is kept. */
export interface KeptCertificate extends Omit<Certificate, 'person'> {
  readonly shop: string;
  readonly connection: string;
  /** Null once it is erased (RULES 28). */
  readonly person: Certificate['person'] | null;
}

export interface CertificateStore {
  /** Of one user, the last leaving first. */
  ofUser(shop: string, connection: string, userId: string): Promise<KeptCertificate[]>;
}

// What whoever looks at the certificates of leavers needs of a store (RULES 20): types only.
import type { Certificate } from '../sync/ports.ts';

/** A certificate as it is kept. */
export interface KeptCertificate extends Omit<Certificate, 'person'> {
  readonly shop: string;
  readonly connection: string;
  /** Null once it is erased (RULES 28). */
  readonly person: Certificate['person'] | null;
}

/** Between two leavings of a list: when one was, and what tells those of one moment apart. */
export interface LeavingPlace {
  readonly since: number;
  readonly id: string;
}

export interface CertificatePage {
  /** Undefined on the first. */
  readonly after: LeavingPlace | undefined;
  /** Folded: what the userName or the e-mail address began with, or the user's whole id. */
  readonly search: string | undefined;
  readonly limit: number;
}

export interface CertificateList {
  readonly certificates: readonly KeptCertificate[];
  /** Undefined on the last page. */
  readonly next: LeavingPlace | undefined;
}

export interface CertificateStore {
  /** Of one user, the last leaving first. */
  ofUser(shop: string, connection: string, userId: string): Promise<KeptCertificate[]>;
  /** Of a connection, the last leaving first. A page may be short, or empty, and yet have a next. */
  ofConnection(shop: string, connection: string, page: CertificatePage): Promise<CertificateList>;
}

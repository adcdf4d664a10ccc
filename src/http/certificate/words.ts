// What a leaver certificate is written in, in each language: types only.
import type { KeptCertificate } from '../../oversight/certificate-port.ts';

type Rung = KeptCertificate['rungs'][number];

export interface CertificateWords {
  readonly language: string;
  readonly title: string;
  /** What the document is. */
  readonly purpose: string;
  readonly verdict: { readonly complete: string; readonly incomplete: string };
  readonly outcomes: Readonly<Record<KeptCertificate['outcome'], string>>;
  readonly headings: Readonly<
    Record<'who' | 'when' | 'taken' | 'companies' | 'unverified' | 'remains' | 'how' | 'review', string>
  >;
  readonly facts: Readonly<
    Record<
      | 'person'
      | 'user'
      | 'shop'
      | 'connection'
      | 'customer'
      | 'account'
      | 'left'
      | 'verified'
      | 'took'
      | 'request'
      | 'certificate',
      string
    >
  >;
  readonly columns: Readonly<
    Record<'measure' | 'result' | 'evidence' | 'company' | 'contact' | 'roles', string>
  >;
  readonly rungs: Readonly<Record<Rung['rung'], string>>;
  readonly states: Readonly<Record<Rung['state'], string>>;
  /** Why something is not verified. */
  readonly reasons: Readonly<Record<'not_so' | 'unreadable' | 'handed_back' | 'off' | 'noRequest', string>>;
  readonly allVerified: string;
  readonly possible: Readonly<Record<KeptCertificate['stillPossible'][number], string>>;
  readonly nothingPossible: string;
  readonly none: string;
  readonly unknown: string;
  readonly erased: string;
  readonly noCompany: string;
  readonly stillIn: string;
  readonly companiesUnread: string;
  readonly how: readonly string[];
  readonly digest: string;
  readonly sign: Readonly<Record<'name' | 'date' | 'signature', string>>;
  version(version: number): string;
  readBack(request: string): string;
  roleAt(role: string, location: string): string;
}

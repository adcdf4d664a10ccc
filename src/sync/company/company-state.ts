// What a try finds out about companies, and what it can ask: plain data.
import type {
  CompanyAnswer,
  CompanyRefusalKind,
  CompanyStep,
  Contact,
  OwnedCompany,
  RoleWish,
  WantedCompany,
} from './company-port.ts';

export type CompanyAsk =
  | { readonly kind: 'find'; readonly wanted: WantedCompany }
  /** `likely`: it probably has some, so that they are read with their roles at once. */
  | { readonly kind: 'contacts'; readonly customerId: string; readonly likely: boolean }
  | { readonly kind: 'write'; readonly step: CompanyStep; readonly wanted: WantedCompany | null }
  /** Asks nobody: a customer that we made has no company yet. */
  | { readonly kind: 'assume' }
  /** Asks nobody: notes how it ended. */
  | { readonly kind: 'conclude'; readonly record: OwnedCompany | null }
  /** Asks nobody: what merchants had given is given back, but for what these sentences name. */
  | { readonly kind: 'returned'; readonly warnings: readonly string[] };

export interface CompanyLearnt {
  readonly answer?: CompanyAnswer;
  /** As they stand; absent while that is to be read. */
  readonly contacts?: readonly Contact[];
  /** They are not to be guessed, since Shopify's answer told against it. */
  readonly mustRead?: true;
  /** Shopify does not make the customer a contact. */
  readonly noContact?: true;
  readonly refused?: readonly RoleWish[];
  readonly warnings?: readonly string[];
  readonly done?: true;
  /** Contacts that Shopify does not remove. */
  readonly kept?: readonly string[];
  /** The shop has no B2B, or the app may not use it. */
  readonly denied?: true;
  /** Why Shopify does not give a contact, or the first place among contacts, back: by the id of company or contact. */
  readonly lost?: Readonly<Record<string, CompanyRefusalKind>>;
  /** What merchants had given is dealt with, as far as this try can. */
  readonly returned?: true;
}

// What a try finds out about companies, and what it can ask: plain data.
import type {
  CompanyAnswer,
  CompanyStep,
  Contact,
  OwnedCompany,
  RoleWish,
  WantedCompany,
} from './company-port.ts';

export type CompanyAsk =
  | { readonly kind: 'find'; readonly wanted: WantedCompany }
  | { readonly kind: 'contacts'; readonly customerId: string }
  | { readonly kind: 'write'; readonly step: CompanyStep; readonly wanted: WantedCompany | null }
  /** Asks nobody: a customer that we made has no company yet. */
  | { readonly kind: 'assume' }
  /** Asks nobody: notes how it ended. */
  | { readonly kind: 'conclude'; readonly record: OwnedCompany | null };

export interface CompanyLearnt {
  readonly answer?: CompanyAnswer;
  /** As they stand; absent while that is to be read. */
  readonly contacts?: readonly Contact[];
  /** They are not to be guessed, since Shopify's answer told against it. */
  readonly mustRead?: true;
  /** Shopify does not make the customer a contact, or tells and changes nothing of contacts. */
  readonly noContact?: true;
  readonly refused?: readonly RoleWish[];
  readonly warnings?: readonly string[];
  readonly done?: true;
}

// Companies: what group rules want of them, and what the sync needs of Shopify's. Types only.
/** A role at a location of the company: by name, null where the rule says nothing of it. */
export interface WantedRole {
  /** Its name, or its external id. */
  readonly location: string | null;
  readonly role: string | null;
  /** The group rule that gives it; the first is 1. */
  readonly rule: number;
}

export interface WantedCompany {
  readonly externalId: string | null;
  readonly name: string | null;
  /** Made where it is not there yet; it needs both an external id and a name. */
  readonly create: boolean;
  readonly rule: number;
  readonly roles: readonly WantedRole[];
}

/** A company as it stands in the store. */
export interface CompanyFacts {
  readonly id: string;
  readonly locations: readonly {
    readonly id: string;
    readonly name: string;
    readonly externalId: string | null;
  }[];
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly defaultRole: string | null;
}

export type CompanyAnswer =
  | { readonly kind: 'found'; readonly company: CompanyFacts }
  /** `several`: more than one has that name. `denied`: no B2B, or no scope. `refused`: Shopify does not make it. */
  | { readonly kind: 'none' | 'several' | 'denied' | 'refused' };

export interface RoleWish {
  readonly locationId: string;
  readonly roleId: string;
}

/** A role with the names that say to a person what it is. */
export interface NamedRole extends RoleWish {
  readonly locationName: string;
  readonly roleName: string;
}

export interface RoleAssignment extends NamedRole {
  readonly id: string;
}

/** What makes a customer part of a company. */
export interface Contact {
  readonly id: string;
  readonly companyId: string;
  readonly companyName: string;
  /** The one whom the company names first. */
  readonly isMain: boolean;
  readonly roles: readonly RoleAssignment[];
}

/** What merchants gave a leaver of one company, noted before it is taken (RULES 15 a, 17). */
export interface TakenContact {
  readonly companyId: string;
  readonly companyName: string;
  /** A merchant had made it; else we did, and a merchant gave it more. */
  readonly byMerchant: boolean;
  readonly isMain: boolean;
  readonly roles: readonly NamedRole[];
}

export type CompanyStep =
  | { readonly kind: 'contactAssign'; readonly companyId: string; readonly customerId: string }
  /** Takes roles away first: a contact has one at a location. */
  | {
      readonly kind: 'rolesChange';
      readonly contactId: string;
      readonly revoke: readonly string[];
      readonly assign: readonly RoleWish[];
    }
  | { readonly kind: 'contactRemove'; readonly contactId: string }
  /** Where the company has no main contact. */
  | { readonly kind: 'mainContact'; readonly companyId: string; readonly contactId: string };

/**
 * `associated`: contact of a company already. `assigned`: has a role there already. `limit`: of customers or contacts.
 * `missing`: what is named is not there any more. `kept`: a contact that may not be removed. `occupied`: there is
 * another main contact. `denied`: no B2B, or no scope.
 */
export type CompanyRefusalKind =
  | 'associated'
  | 'assigned'
  | 'limit'
  | 'missing'
  | 'kept'
  | 'occupied'
  | 'denied'
  | 'rejected';

export interface CompanyRefusal {
  readonly kind: CompanyRefusalKind;
  readonly field: readonly string[];
  readonly message: string;
  readonly requestId: string | null;
}

export interface CompanyStepResult {
  readonly contactId: string | null;
  readonly assigned: readonly RoleAssignment[];
  readonly refusals: readonly CompanyRefusal[];
}

/** What we gave a customer of companies. */
export interface OwnedCompany {
  /** Null where nothing could be given. */
  readonly companyId: string | null;
  /** The customer became a contact of it by us. */
  readonly made: boolean;
  /** Without an id: about to be assigned, or it was and nobody heard of it. */
  readonly roles: readonly (RoleWish & { readonly id: string | null })[];
  /** What was wanted when this was brought about; null while it is not known to be so. */
  readonly key: string | null;
  readonly warnings: readonly string[];
}

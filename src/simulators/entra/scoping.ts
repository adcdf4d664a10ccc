// Decides whether a user is in scope, and whether Entra's computed attribute IsSoftDeleted is true for them.
import type { Directory } from './directory.ts';
import type { DirectoryUser, ScopingClause } from './directory-format.ts';

export type ScopeVerdict = {
  /** Why IsSoftDeleted is true; absent for someone who shall have an active account. */
  readonly reason?: 'notAssigned' | 'softDeleted' | 'scopingFilter' | 'accountDisabled';
  /** False once Entra no longer manages the object; a disabled account of an assigned user stays in scope. */
  readonly inScope: boolean;
  readonly description: string;
};

/**
 * Judges one user. IsSoftDeleted is true when they are unassigned, soft-deleted, outside the scoping filter,
 * or when `accountEnabled` is false. The order matters: who was unassigned first and deleted later counts as
 * unassigned, so that no DELETE follows.
 * https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/app-provisioning/how-provisioning-works.md
 */
export function judgeScope(user: DirectoryUser, directory: Directory): ScopeVerdict {
  if (directory.options.syncOnlyAssigned && !directory.isAssigned(user.objectId)) {
    return {
      reason: 'notAssigned',
      inScope: false,
      description: 'The user is not assigned to the application, neither directly nor through a group.',
    };
  }
  if (user.softDeleted) {
    return {
      reason: 'softDeleted',
      inScope: false,
      description: 'The user is soft-deleted in Microsoft Entra ID.',
    };
  }
  const failing = directory.scopingFilter.find((clause) => !holds(clause, user));
  if (failing) {
    const { attribute, operator, value } = failing;
    return {
      reason: 'scopingFilter',
      inScope: false,
      description: `The user does not pass the scoping filter: ${[attribute, operator, value].join(' ').trim()}.`,
    };
  }
  if (!user.accountEnabled) {
    return {
      reason: 'accountDisabled',
      inScope: true,
      description: 'The user is in scope, but the account is disabled in Microsoft Entra ID.',
    };
  }
  return { inScope: true, description: 'The user is in scope and active.' };
}

/** Whether one clause of a scoping filter holds. Comparisons mind the case, as Entra's do. */
export function holds(clause: ScopingClause, user: DirectoryUser): boolean {
  const raw = (user as Readonly<Record<string, unknown>>)[clause.attribute];
  const value = raw === undefined || raw === null || raw === '' ? undefined : String(raw);
  switch (clause.operator) {
    case 'EQUALS':
      return value === clause.value;
    case 'NOT EQUALS':
      return value !== clause.value;
    case 'IS TRUE':
      return value === 'true';
    case 'IS FALSE':
      return value === 'false';
    case 'IS NULL':
      return value === undefined;
    case 'IS NOT NULL':
      return value !== undefined;
    case 'INCLUDES':
      return value?.includes(clause.value) ?? false;
    case 'REGEX MATCH':
      return value !== undefined && new RegExp(clause.value).test(value);
    case 'NOT REGEX MATCH':
      return value === undefined || !new RegExp(clause.value).test(value);
  }
}

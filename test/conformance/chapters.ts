// Every chapter of the conformance tests.
import type { Chapter } from './requirement.ts';
import { attributes } from './rfc7643-attributes.ts';
import { characteristics } from './rfc7643-characteristics.ts';
import { declaredSchemas } from './rfc7643-declared.ts';
import { schemaDocuments } from './rfc7643-discovery.ts';
import { groups } from './rfc7643-group.ts';
import { resources } from './rfc7643-resources.ts';
import { users } from './rfc7643-user.ts';
import { chosenAttributes } from './rfc7644-attributes.ts';
import { bulks } from './rfc7644-bulk.ts';
import { bulkReferences } from './rfc7644-bulk-references.ts';
import { bulkResults } from './rfc7644-bulk-results.ts';
import { singleResources } from './rfc7644-create.ts';
import { discovery } from './rfc7644-discovery.ts';
import { errors } from './rfc7644-errors.ts';
import { filters } from './rfc7644-filter.ts';
import { patches } from './rfc7644-patch.ts';
import { additions } from './rfc7644-patch-add.ts';
import { removals } from './rfc7644-patch-remove.ts';
import { replacements } from './rfc7644-patch-replace.ts';
import { queries } from './rfc7644-query.ts';
import { requests } from './rfc7644-requests.ts';
import { searches } from './rfc7644-search.ts';
import { security } from './rfc7644-security.ts';
import { sorting } from './rfc7644-sort.ts';
import { versions } from './rfc7644-versions.ts';
import { cursors } from './rfc9865-cursors.ts';
import { pagingMethods } from './rfc9865-methods.ts';
import { pagingProvider } from './rfc9865-provider.ts';
import { settledMatters } from './settled.ts';
import { strictly } from './strict.ts';

export const chapters: readonly Chapter[] = [
  attributes,
  resources,
  users,
  groups,
  schemaDocuments,
  characteristics,
  declaredSchemas,
  security,
  requests,
  singleResources,
  queries,
  filters,
  sorting,
  chosenAttributes,
  searches,
  patches,
  additions,
  removals,
  replacements,
  errors,
  discovery,
  bulks,
  bulkReferences,
  bulkResults,
  versions,
  settledMatters,
  cursors,
  pagingMethods,
  pagingProvider,
  strictly,
];

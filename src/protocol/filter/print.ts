// Writes filters and paths in one canonical way; what is printed reads back as the same tree.
import type { AttributePath, Filter, PatchPath } from './ast.ts';

/**
 * The text of a filter.
 *
 * @example printFilter(parseFilter('(userName EQ x)')) === 'userName eq "x"'
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'compare':
      return `${printAttributePath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'present':
      return `${printAttributePath(filter.path)} pr`;
    case 'valuePath':
      return `${printAttributePath(filter.path)}[${printFilter(filter.filter)}]`;
    case 'and':
      return filter.filters
        .map((part) => (part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part)))
        .join(' and ');
    case 'or':
      return filter.filters.map(printFilter).join(' or ');
    case 'not':
      return `not (${printFilter(filter.filter)})`;
  }
}

/** The text of a PATCH path. */
export function printPath({ filter, sub, ...path }: PatchPath): string {
  return (
    printAttributePath(path) +
    (filter === undefined ? '' : `[${printFilter(filter)}]`) +
    (sub === undefined ? '' : `.${sub}`)
  );
}

function printAttributePath(path: AttributePath): string {
  return (
    (path.urn === undefined ? '' : `${path.urn}:`) +
    path.attribute +
    (path.sub === undefined ? '' : `.${path.sub}`)
  );
}

// Every screen by its name and path: what each must come to, and what is pictured.
import type { Population, Troubles } from './population.ts';

export type Screen<About = Population> = readonly [name: string, path: (about: About) => string];

export const SCREENS: readonly Screen[] = [
  ['home', () => ''],
  ['sync', () => '/sync'],
  ['people', () => '/people'],
  ['people-nobody', () => '/people?q=nobody-at-all'],
  ['person', ({ connection, synced }) => `/people/${connection}/${synced}`],
  ['person-left', ({ connection, left }) => `/people/${connection}/${left}`],
  ['person-held', ({ connection, held }) => `/people/${connection}/${held}`],
  ['mapping', () => '/mapping'],
  ['groups', () => '/groups'],
  ['reviews', () => '/reviews'],
  ['checks', () => '/checks'],
  ['checks-reconciliations', () => '/checks?view=reconciliations'],
  ['checks-drift', () => '/checks?view=drift'],
  ['leaving', () => '/leaving'],
  ['activity', () => '/activity'],
  ['activity-calls', () => '/activity?view=calls'],
  ['activity-tries', () => '/activity?view=tries'],
  ['settings', () => '/settings'],
  ['settings-alerts', () => '/settings?view=alerts'],
  ['settings-audit', () => '/settings?view=audit'],
  ['settings-requests', () => '/settings?view=requests'],
  ['settings-access', () => '/settings?view=access'],
  ['not-found', () => '/nothing'],
];

/** Where everything that may go wrong has gone wrong. */
export const TROUBLED: readonly Screen<Population & Troubles>[] = [
  ['home', () => ''],
  ['people', () => '/people'],
  ['person-gone', ({ connection, gone }) => `/people/${connection}/${gone}`],
  ['leaving', () => '/leaving'],
  ['activity', () => '/activity'],
  ['activity-tries', () => '/activity?view=tries'],
  ['settings-ended', ({ ended }) => `/settings?connection=${ended}`],
  ['settings-alerts', () => '/settings?view=alerts'],
  ['settings-requests', () => '/settings?view=requests'],
  ['settings-access', () => '/settings?view=access'],
];

/** One of each kind, wherever nothing need be there. */
export const BARE: readonly Screen<unknown>[] = [
  ['home', () => ''],
  ['sync', () => '/sync'],
  ['people', () => '/people'],
  ['mapping', () => '/mapping'],
  ['groups', () => '/groups'],
  ['reviews', () => '/reviews'],
  ['checks', () => '/checks'],
  ['leaving', () => '/leaving'],
  ['activity', () => '/activity'],
  ['activity-calls', () => '/activity?view=calls'],
  ['settings', () => '/settings'],
  ['settings-alerts', () => '/settings?view=alerts'],
  ['settings-access', () => '/settings?view=access'],
];

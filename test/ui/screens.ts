// Every screen by its name and path: what each must come to, and what is pictured.
import type { Population } from './population.ts';

export type Screen = readonly [name: string, path: (people: Population) => string];

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

// Tells the compiler which texts there are: a key that no file has is an error. A new screen is a line here.
import type explanations from '../explanations/texts/en.json';
import type notices from '../notices/texts/en.json';
import type parts from '../parts/texts/en.json';
import type activity from '../screens/activity/texts/en.json';
import type checks from '../screens/checks/texts/en.json';
import type groups from '../screens/groups/texts/en.json';
import type home from '../screens/home/texts/en.json';
import type leaving from '../screens/leaving/texts/en.json';
import type mapping from '../screens/mapping/texts/en.json';
import type people from '../screens/people/texts/en.json';
import type person from '../screens/person/texts/en.json';
import type rehearsal from '../screens/rehearsal/texts/en.json';
import type reviews from '../screens/reviews/texts/en.json';
import type settings from '../screens/settings/texts/en.json';
import type sync from '../screens/sync/texts/en.json';
import type shell from '../shell/texts/en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: {
      shell: typeof shell;
      parts: typeof parts;
      explanations: typeof explanations;
      notices: typeof notices;
      activity: typeof activity;
      home: typeof home;
      people: typeof people;
      person: typeof person;
      reviews: typeof reviews;
      checks: typeof checks;
      sync: typeof sync;
      rehearsal: typeof rehearsal;
      mapping: typeof mapping;
      groups: typeof groups;
      leaving: typeof leaving;
      settings: typeof settings;
    };
  }
}

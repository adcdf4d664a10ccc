// libphonenumber-js, loaded when the first number or country is read: what it knows of the world would slow down the start.
import { createRequire } from 'node:module';

type PhoneLibrary = typeof import('libphonenumber-js/max');

const require = createRequire(import.meta.url);
let loaded: PhoneLibrary | undefined;

export function phoneLibrary(): PhoneLibrary {
  loaded ??= require('libphonenumber-js/max') as PhoneLibrary;
  return loaded;
}

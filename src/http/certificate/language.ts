// In which language a leaver certificate is written.
import { ENGLISH } from './english.ts';
import { GERMAN } from './german.ts';
import type { CertificateWords } from './words.ts';

const ALL: readonly CertificateWords[] = [ENGLISH, GERMAN];

/** @param accepted an Accept-Language header, of which the first language that there is counts */
export function wordsFor(accepted: string): CertificateWords {
  const wanted = accepted.split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return (
    wanted.map((one) => ALL.find(({ language }) => language === one)).find((one) => one !== undefined) ??
    ENGLISH
  );
}

// Writes what follows from the codes of the sync: the tables of docs/errors.md, and the screens' English texts.
import { readFileSync, writeFileSync } from 'node:fs';
import { writeExplanations } from './explanations/tables.ts';
import { writeNotices, writeTexts } from './explanations/texts.ts';

const DOCUMENT = new URL('../docs/errors.md', import.meta.url);
const TEXTS = new URL('../ui/src/explanations/texts/en.json', import.meta.url);
const NOTICES = new URL('../ui/src/notices/texts/en.json', import.meta.url);

writeFileSync(DOCUMENT, writeExplanations(readFileSync(DOCUMENT, 'utf8')));
writeFileSync(TEXTS, writeTexts());
writeFileSync(NOTICES, writeNotices());

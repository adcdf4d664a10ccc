// Writes the tables of docs/errors.md that list the codes of the sync, from the source that gives them.
import { readFileSync, writeFileSync } from 'node:fs';
import { writeExplanations } from './explanations/tables.ts';

const FILE = new URL('../docs/errors.md', import.meta.url);

writeFileSync(FILE, writeExplanations(readFileSync(FILE, 'utf8')));

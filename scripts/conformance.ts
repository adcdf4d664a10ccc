// Writes docs/conformance.md from the rows that the conformance tests declare.
// Usage: npm run conformance
import { writeFileSync } from 'node:fs';
import { chapters } from '../test/conformance/chapters.ts';
import { renderConformance } from '../test/conformance/table.ts';

const page = new URL('../docs/conformance.md', import.meta.url);
writeFileSync(page, renderConformance(chapters));

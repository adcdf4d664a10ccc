// The codes of the sync as texts of the screens: English, as the server says it. Other languages are written by hand.
import { EXPLANATIONS } from '../../src/sync/explanations.ts';

export function writeTexts(): string {
  const texts = Object.fromEntries(
    Object.entries(EXPLANATIONS).map(([code, { cause, remedy }]) => [code, { cause, remedy }]),
  );
  return `${JSON.stringify(texts, null, 2)}\n`;
}

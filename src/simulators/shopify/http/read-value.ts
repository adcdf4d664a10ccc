// Reading the values of a control request, each with a 400 that says what was expected.
import { HttpFault } from './messages.ts';

/** One of the choices. */
export function readChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const choice = choices.find((each) => each === value);
  if (!choice) throw new HttpFault(400, `${name} must be one of: ${choices.join(', ')}`);
  return choice;
}

export function readText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new HttpFault(400, `${name} must be a text`);
  return value;
}

export function readTexts(name: string, value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
    throw new HttpFault(400, `${name} must be a list of texts`);
  }
  return value;
}

/** A whole number, or undefined where none is given. */
export function readCount(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new HttpFault(400, `${name} must be a whole number, not negative`);
}

/** The number in a global id, or the bare number. */
export function readIdNumber(name: string, value: unknown): number {
  const number = /(\d+)$/.exec(String(value))?.[1];
  if (number === undefined) throw new HttpFault(400, `${name} must be an id`);
  return Number(number);
}

// The refusals that a mutation answers in its payload, and the ways to place them in its input.

export type UserError = { field: string[] | null; message: string; code?: string | null };

/** Puts the errors' fields under a prefix; an error that belongs to no field gets the prefix itself. */
export function prefixErrors(errors: readonly UserError[], ...prefix: string[]): UserError[] {
  return errors.map((error) => ({ ...error, field: [...prefix, ...(error.field ?? [])] }));
}

/** "First name is too long …" when a text exceeds its maximum. */
export function checkLength(
  field: string[],
  label: string,
  value: string | null | undefined,
  maximum: number,
): UserError[] {
  if (!value || value.length <= maximum) return [];
  const message = `${label} is too long (maximum is ${maximum} characters)`;
  return [{ field, message, code: 'TOO_LONG' }];
}

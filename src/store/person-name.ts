// What a person calls a user: by the text of its stored record.

/** @param body JSON text of the stored user; null where there is none any more */
export function nameOf(body: string | null): string | null {
  if (body === null) return null;
  const { displayName, userName } = JSON.parse(body) as {
    readonly displayName?: string;
    readonly userName?: string;
  };
  return displayName ?? userName ?? null;
}

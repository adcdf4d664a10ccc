// Instants as SCIM writes them (RFC 7643 §2.3.5, xsd:dateTime).

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?:Z|([+-])(\d\d):?(\d\d))?$/i;

/**
 * Milliseconds since 1970, or undefined when the text is not a dateTime. Finer fractions are cut off. A time without
 * a zone is taken as UTC: xsd:dateTime allows it, and the zone of the machine must not decide what a filter finds.
 */
export function parseDateTime(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes] = match;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  // Date.UTC carries over what does not exist (30 February, 25 o'clock); the day tells.
  if (Number(month) > 12 || new Date(time).getUTCDate() !== Number(day)) return undefined;
  if (Number(minute) > 59 || Number(second) > 60) return undefined; // 60: a leap second
  const offset = sign === undefined ? 0 : (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return sign === '-' ? time + offset : time - offset;
}

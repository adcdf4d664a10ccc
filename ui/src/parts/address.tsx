// An e-mail address, or a name like one, that breaks before its at sign and its dots rather than amid a word.
import { Fragment } from 'react';

export function Address({ of }: { readonly of: string }) {
  const at = of.lastIndexOf('@');
  if (at < 1) return of;
  const parts = of.slice(at).split(/(?=\.)/);
  return (
    <>
      {of.slice(0, at)}
      {parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is nothing but its place
        <Fragment key={place}>
          <wbr />
          {part}
        </Fragment>
      ))}
    </>
  );
}
